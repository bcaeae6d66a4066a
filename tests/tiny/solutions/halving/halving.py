# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
# ---

# %% [markdown]
# # 1. Halving
#
# ## How to halve
#
# <!-- checks -->

# %%
def half(x):
    """Half of a number."""
    # BEGIN SOLUTION: return half of x
    return x / 2
    # END SOLUTION

"""Examples of what is wrong: a call on small inputs that anybody may see, what came back, and the exact value."""

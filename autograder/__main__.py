"""`python -m autograder`."""

if __name__ == "__main__":  # a process of a pool imports this module anew, and needs no command line
    from .cli import run

    run()

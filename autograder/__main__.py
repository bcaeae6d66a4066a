"""`python -m autograder`."""

if __name__ == "__main__":  # a judge process imports this module anew, and needs no command line
    from .cli import run

    run()

"""`python -m casewise`: the command line, where its script is not on the path."""

from casewise.cli import main

if __name__ == "__main__":
    main()

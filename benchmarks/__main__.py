"""`python -m benchmarks`: what `make bench` runs."""

from benchmarks.reading import main

main()

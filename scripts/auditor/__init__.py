"""The audit of the pages. Unlike the other scripts it needs the packages of the tests: a browser's driver, and axe-core."""

"""Train the networks of the detection room. Needs requirements-train.txt; nothing here is used at run time."""

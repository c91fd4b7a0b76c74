"""What learning sees: rows of predictors with target, date, place, group and support, whatever they were made from."""

"""Parts of Fetch Predictors: what is asked, in which stacks, derived predictors, and the writing of stacks."""

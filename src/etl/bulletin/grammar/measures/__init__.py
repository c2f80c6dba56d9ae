"""What a figure says: promised, done, a share of the plan, a change; or that it states no fact."""

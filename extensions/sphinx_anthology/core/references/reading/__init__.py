"""What an item says: who, what, where and when, by the forms that authors use."""

"""How far people who tag the same statements agree: pure functions over original tags (SCHEME section 5)."""

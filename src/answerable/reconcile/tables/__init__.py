"""Link the rows of one or two tables of any kind: read them, choose columns, block, train, link."""

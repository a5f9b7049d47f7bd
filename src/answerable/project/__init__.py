"""The folder of plain files that people write: find it, read it, check it, make a new one.

pydantic is used here, at the edge; what goes out are model objects. Errors name the file, the line, what was
found, what is allowed and what to do. Nothing here touches the record or the network.
"""

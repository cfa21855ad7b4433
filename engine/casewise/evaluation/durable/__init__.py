"""The inference engine: the plan compiled to durable-rules, facts asserted one by one.

The only package that knows durable-rules. Forward chaining is three-valued: a question is
derived as *yes* or as *no*, and nothing is derived while it is open, so that conclusions are
only ever gained as facts arrive.
"""

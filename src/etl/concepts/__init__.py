"""What indicators of different cities have in common.

新增停车泊位 in one city, 城区公共停车位 in the next and 新增城市停车位 in the third are three
indicators and one *concept*, parking spaces, of the topic 交通出行. ``concepts/*.yaml`` is the
:mod:`catalogue <etl.concepts.catalogue>` of topics and concepts, a file a topic, with the
words that mean each and those that rule it out. :func:`etl.concepts.assign.assign` gives an
indicator its concept, how sure that is and why, from its words and its unit alone; what it
is not sure of is left for a person, whose :mod:`decisions <etl.concepts.decisions>` are data
and replay. Concepts never touch identity: two indicators of a city that share one stay two.
"""

"""Which figures of different months and years are the same indicator.

A history is only a history if November's 停车泊位 is October's. Within a plan year the
pledges repeat word for word, so the promise is the anchor: 推动开工中小学32所, measured
against 开工新建改扩建中小学和幼儿园30所, belongs to the promise's indicator, and so does
the printed share of it. :mod:`~etl.indicators.identify` decides, from the bulletin and from
the wordings that are known already; what it cannot decide it keeps apart.

From year to year the promises are reworded and renumbered. :mod:`~etl.indicators.across_years`
holds the labels of one year against those of the others, by their
:mod:`~etl.indicators.label_likeness`; what may be the same is listed for a person.
:mod:`~etl.indicators.decisions` are what operators said about it, kept in the portal's YAML
(:mod:`~etl.indicators.decision_writer` writes them). :mod:`~etl.indicators.wording_register`
enters many bulletins in turn, as the warehouse does over the years.
"""

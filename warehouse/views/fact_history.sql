-- One row for each version of a figure, superseded and withdrawn ones too.
--
-- fact_id: key of the version
-- portal: short name of the portal
-- city: the city as its people write it
-- plan_year: the year promised for
-- pledge_number: number of the pledge in the bulletin
-- pledge_text: the promise
-- indicator: what is counted
-- stage: 开工 or 完工 where the count is of work at that stage
-- breakdown: the sub-group counted
-- period_end: last day described
-- part: target (the promise) or progress
-- measure: target, actual, pct_of_target, yoy…
-- value: the figure in base units; empty once withdrawn
-- unit: its unit
-- qualifier: >=, >, <=, <, ~ or empty (exactly)
-- published_at: when the portal published it
-- recorded_from: when the warehouse began to hold it true
-- recorded_to: when it ceased to; 9999-12-31 while it is current
-- revision: 1 for the first version of the figure
-- reason: why there is this version: first, portal_revision, reparse, withdrawn, released, amended
-- evidence: the words read
-- span_start: where they start in the text of the page
-- span_end: where they end
-- title: title of the bulletin
-- url: address of the page
-- sha256: hash of the page's bytes
-- archive_path: where the bytes are kept
-- parser_version: version of the parser that read them; '' where the page is gone
-- run_id: the run that recorded the version
-- indicator_id: key of the indicator
-- pledge_id: key of the pledge
-- target_number: n for the pledge's n-th target and for figures that measure it
-- target_indicator_id: key of the indicator of the target that the figure measures
-- flags: names of the expectations that the words failed; empty where they failed none
-- certainty: how sure the reading of the words is: proved by the bulletin's own arithmetic, clear, or doubtful
-- because: names of the rules that decided the reading, or what is in doubt; '' for none
-- verdict: released or amended where a person decided on the figure; else empty
-- decided_by: who decided; empty where nobody had to
SELECT
    fact.id AS fact_id,
    portal.name AS portal,
    portal.city,
    pledge.plan_year,
    pledge.number AS pledge_number,
    pledge.text AS pledge_text,
    indicator.label AS indicator,
    NULLIF(indicator.stage, '') AS stage,
    NULLIF(indicator.breakdown, '') AS breakdown,
    fact.period_end,
    fact.part,
    fact.measure,
    CAST(fact.value AS :number) AS value,
    fact.unit,
    fact.qualifier,
    fact.published_at,
    fact.recorded_from,
    fact.recorded_to,
    fact.revision,
    fact.reason,
    fact.evidence,
    fact.span_start,
    fact.span_end,
    reading.title,
    document.url,
    snapshot.sha256,
    snapshot.archive_path,
    reading.parser_version,
    fact.run_id,
    fact.indicator_id,
    fact.pledge_id,
    fact.target_number,
    fact.target_indicator_id,
    fact.flags,
    fact.certainty,
    fact.because,
    fact.verdict,
    fact.decided_by
FROM fact
JOIN indicator ON indicator.id = fact.indicator_id
JOIN pledge ON pledge.id = fact.pledge_id
JOIN portal ON portal.id = indicator.portal_id
JOIN reading ON reading.id = fact.reading_id
JOIN snapshot ON snapshot.id = reading.snapshot_id
JOIN document ON document.id = reading.document_id;

-- One row for each figure as it stands now; withdrawn figures are left out.
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
-- value: the figure in base units
-- unit: its unit
-- qualifier: >=, >, <=, <, ~ or empty (exactly)
-- published_at: when the portal published it
-- recorded_from: when the warehouse began to hold it true
-- recorded_to: when it ceased to; 9999-12-31 while it is current
-- revision: 1 for the first version of the figure
-- reason: why there is this version: first, portal_revision, reparse, withdrawn
-- evidence: the words read
-- span_start: where they start in the text of the page
-- span_end: where they end
-- title: title of the bulletin
-- url: address of the page
-- sha256: hash of the page's bytes
-- archive_path: where the bytes are kept
-- parser_version: version of the parser that read them
-- run_id: the run that recorded the version
-- indicator_id: key of the indicator
-- pledge_id: key of the pledge
-- target_number: n for the pledge's n-th target and for figures that measure it
-- target_indicator_id: key of the indicator of the target that the figure measures
-- flags: names of the expectations that the words failed; empty where they failed none
SELECT *
FROM fact_history
WHERE recorded_to = :forever
    AND reason <> 'withdrawn';

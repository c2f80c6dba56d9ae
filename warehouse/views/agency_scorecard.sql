-- One row for each unit that answers for a row of pledge_scorecard: a pledge of three units
-- counts for each of them, and one that names none for nobody.
--
-- portal (text): short name of the portal
-- city (text): the city as its people write it
-- province (text): the province that the city is in; null where its code is not known
-- place_code (text): the city's code in GB/T 2260 (370200); null where it is not known
-- level (text): province, prefecture or county, by the code; null where it is not known
-- plan_year (whole): the year promised for
-- is_latest_plan (flag): whether it is the latest year that the city has promised for
-- agency (text): one unit that answers for the pledge: 市教育局
-- position (whole): its place in the printed list, from 1
-- leads (flag): whether it is the first of the list
-- pledge_number (whole): number of the pledge in the bulletin
-- pledge_text (text): the promise
-- target_number (whole): n for the pledge's n-th target
-- indicator (text): what is counted
-- stage (text): 开工 or 完工 where the count is of work at that stage, else ''
-- breakdown (text): the sub-group counted (二级, 退休人员), else ''
-- unit (text): unit of target and actual
-- target (number): what was promised
-- target_qualifier (text): >=, >, <=, <, ~ or '' (exactly)
-- period_end (date): last day that the latest figure describes; null where none is reported
-- year (whole): year of period_end
-- month (whole): month of period_end, 1 to 12
-- actual (number): the latest figure; null where only a share is printed, and where none is reported
-- gap (number): target less actual in the same unit: what is missing yet; below 0 where more was done
-- printed_share (number): percentage of the plan as the bulletin prints it
-- computed_share (number): percentage of the plan, computed from actual and target
-- year_gone (number): percentage of the plan year gone by period_end
-- on_track (flag): whether the share is at least the part of the year gone; for an upper limit, whether it is kept; null where no share is known
-- status (text): kept, on_track, late or unknown, see pledge_scorecard
-- since (date): the first of the periods in a row that it stood so by; null where none is reported
-- counts (flag): whether the promise is counted by this row, see pledge_scorecard; once for each unit
-- is_part (flag): whether it is a part of what the pledge promises in all, see pledge_scorecard
-- expected_today (number): the part of the target that is due today (UTC), by the days of the plan year gone; null for an upper limit
-- days_since (whole): days from period_end to today (UTC): how old the latest figure is
-- url (text): address of the page that gives it
-- indicator_id (whole): key of the indicator of the target
-- pledge_id (whole): key of the pledge
SELECT
    card.portal,
    card.city,
    card.province,
    card.place_code,
    card.level,
    card.plan_year,
    card.is_latest_plan,
    agency.name AS agency,
    pledge_agency.position,
    CAST(pledge_agency.position = 1 AS :flag) AS leads,
    card.pledge_number,
    card.pledge_text,
    card.target_number,
    card.indicator,
    card.stage,
    card.breakdown,
    card.unit,
    card.target,
    card.target_qualifier,
    card.period_end,
    card.year,
    card.month,
    card.actual,
    card.gap,
    card.printed_share,
    card.computed_share,
    card.year_gone,
    card.on_track,
    card.status,
    card.since,
    card.counts,
    card.is_part,
    card.expected_today,
    card.days_since,
    card.url,
    card.indicator_id,
    card.pledge_id
FROM pledge_scorecard AS card
JOIN pledge_agency ON pledge_agency.pledge_id = card.pledge_id
JOIN agency ON agency.id = pledge_agency.agency_id;

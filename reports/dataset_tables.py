"""The tables in which a report's data is frozen, and what stands in their columns.

Moments (`…_at`) are microseconds since 1970 in UTC; days, months, hours and weekdays (Monday = 0) are the desk's.
A flag is 0 or 1; NULL is what nobody knows. Units, categories and people of the desk stand by name. There is nothing of
a citizen: `tickets.caller` only tells, within this one data set, which orders came from the same one.

facts       what holds for all: number, kind, site, zone, made_at, as_of, subject, the settings of the rates, totals
            counted again (`total.…`), known_from: the day of the desk's first order, before which nothing is known.
            Values are JSON.
spans       this (cut at made_at when it is not over), previous, last_year; official and official_before for the
            three rates; period is the whole one the report is named after, previous_whole and last_year_whole are
            those of which previous and last_year are cut to as long a time.
tickets     one row for each round of an order that the report may speak of: it came, ended or has a limit in a span,
            or was open at as_of. Drills and voided orders are not here. Those with `merged` or `is_excluded` count in
            no figure but their own. Of sensitive orders title, content and place are NULL (but for an incident's own).
            path: the category's levels, `->` between them; category, matter: the first and the last; community; place:
            address without room, as one key; closed_at: replied to the platform, else archived; returned_at: when it
            went back to the city; sent_back: how often a call-back by the desk sent it back to its unit. is_crowd and
            is_emergency are there to be counted. handler: which orders one person of a unit had accepted and held at
            as_of, told apart by a number alone.
clocks      limits of those orders that are due in a span (the whole one), are still running or were passed (of calls
            back, of the reply to the platform and of promises only the last two): unit is who had to keep it (NULL:
            the desk). A clock with outcome cancelled, moved or unknown was nobody's to keep. stands_still: paused.
requests    return, extension, suspension, exclusion and transfer: what waits, and what was decided in a span.
call_backs  the desk's own calls about results in the spans; never one of the three rates.
official    the hotline's call-backs in the official spans, from which alone the three rates come.
relations   which orders of the spans go on from an older one; found_by: number, caller or place_and_matter.
urges       reminders that went out to units in this and previous: when, and the unit's next word on the order.
words       of orders with a passed limit, and of an incident's: what a unit or the desk last said, masked.
reminders   of the same orders: how often a clock was reminded of, when last and whom.
told        an incident's: who was told of it when and whether they acknowledged it; name is of the desk's people.
steps       an incident's: what happened to it, masked.
duty        who is on duty at as_of and next, by role: agent, supervisor, leader.
deliveries  what was due to be said in this, by what became of it.
comparison  a daily report's: the last comparison with the platform's export until as_of, if there ever was one: its
            rows, those that met an order, and the stated times it confirmed or contradicted.
differences what that comparison found different, by kind; is_grave: what costs money or is missing here.
hot_spots   a week's or month's: what was found hot in this, found first until as_of; place: the key all its calls
            share; days: within how many they came together. Its reasons stand as they were found last.
hot_spot_reasons  by which rules, the most telling first; mean_hundredths: the weekly mean before, times 100.
hot_spot_orders   its orders, also those of which the report does not speak.
ledger      a month's: the entries of the ledger in this, as they stood at made_at; whole yuan, and nobody's name.
            ticket_id is the order's, also of one of which the report does not speak.
suggestions a month's: the orders for which a unit was suggested in this and that have one; is_followed: the same.
months      the last thirteen months up to the period's, received and closed.
seasons     the same and the next month of last year by category, received.
"""

from __future__ import annotations

VERSION = 4

SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE spans (name TEXT PRIMARY KEY, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY, ticket_no TEXT NOT NULL, round INTEGER NOT NULL, state TEXT NOT NULL, kind TEXT,
    grade TEXT, path TEXT NOT NULL, category TEXT NOT NULL, matter TEXT NOT NULL, title TEXT, content TEXT,
    place TEXT, community TEXT, unit TEXT, is_urgent INTEGER NOT NULL, is_sensitive INTEGER NOT NULL,
    is_crowd INTEGER NOT NULL, is_emergency INTEGER NOT NULL, flags TEXT NOT NULL,
    merged INTEGER NOT NULL, is_excluded INTEGER NOT NULL, caller INTEGER, handler INTEGER,
    came_at INTEGER NOT NULL, came_day TEXT NOT NULL, came_hour INTEGER NOT NULL, came_weekday INTEGER NOT NULL,
    deadline_at INTEGER, signed_at INTEGER, verified_at INTEGER, assigned_at INTEGER, accepted_at INTEGER,
    contacted_at INTEGER, resolved_at INTEGER, returned_at INTEGER, closed_at INTEGER, closed_day TEXT,
    sent_back INTEGER NOT NULL
);
CREATE TABLE clocks (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL, unit TEXT, stage TEXT NOT NULL, seq INTEGER NOT NULL,
    started_at INTEGER NOT NULL, due_at INTEGER NOT NULL, stopped_at INTEGER, outcome TEXT, missed_at INTEGER,
    breached_at INTEGER, stands_still INTEGER NOT NULL
);
CREATE TABLE requests (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, unit TEXT,
    prepared_at INTEGER NOT NULL, submitted_at INTEGER, closed_at INTEGER, until_at INTEGER
);
CREATE TABLE call_backs (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL, called_at INTEGER NOT NULL, reached INTEGER NOT NULL,
    satisfied TEXT, solved TEXT
);
CREATE TABLE official (
    id INTEGER PRIMARY KEY, ticket_no TEXT NOT NULL, ticket_id INTEGER, called_at INTEGER NOT NULL, unit TEXT,
    category TEXT, is_valid INTEGER, contacted INTEGER, solved TEXT, satisfied TEXT
);
CREATE TABLE relations (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL, earlier_no TEXT NOT NULL, found_by TEXT NOT NULL,
    is_same_matter INTEGER NOT NULL, found_at INTEGER NOT NULL
);
CREATE TABLE urges (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL, unit TEXT, urged_at INTEGER NOT NULL, answered_at INTEGER
);
CREATE TABLE words (ticket_id INTEGER PRIMARY KEY, said_at INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE reminders (
    clock_id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL, stage TEXT NOT NULL, n INTEGER NOT NULL,
    last_at INTEGER NOT NULL, last_to TEXT NOT NULL
);
CREATE TABLE told (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL, name TEXT NOT NULL, told_at INTEGER NOT NULL,
    state TEXT NOT NULL
);
CREATE TABLE steps (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL, happened_at INTEGER NOT NULL, what TEXT NOT NULL, text TEXT
);
CREATE TABLE duty (
    id INTEGER PRIMARY KEY, role TEXT NOT NULL, name TEXT NOT NULL, shift TEXT NOT NULL, is_now INTEGER NOT NULL,
    starts_at INTEGER, ends_at INTEGER
);
CREATE TABLE deliveries (state TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE comparison (
    id INTEGER PRIMARY KEY, made_at INTEGER NOT NULL, n_rows INTEGER NOT NULL, matched INTEGER NOT NULL,
    confirmed INTEGER NOT NULL, contradicted INTEGER NOT NULL
);
CREATE TABLE differences (kind TEXT PRIMARY KEY, n INTEGER NOT NULL, is_grave INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE hot_spots (
    id INTEGER PRIMARY KEY, first_found_at INTEGER NOT NULL, last_found_at INTEGER NOT NULL, place TEXT,
    days INTEGER NOT NULL
);
CREATE TABLE hot_spot_reasons (
    id INTEGER PRIMARY KEY, hot_spot_id INTEGER NOT NULL, rule TEXT NOT NULL, n_claims INTEGER NOT NULL,
    mean_hundredths INTEGER
);
CREATE TABLE hot_spot_orders (
    hot_spot_id INTEGER NOT NULL, ticket_id INTEGER NOT NULL, PRIMARY KEY (hot_spot_id, ticket_id)
) WITHOUT ROWID;
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY, fault TEXT NOT NULL, standing TEXT NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
    ticket_id INTEGER
);
CREATE TABLE suggestions (ticket_id INTEGER PRIMARY KEY, is_followed INTEGER NOT NULL);
CREATE TABLE months (
    month TEXT PRIMARY KEY, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, received INTEGER NOT NULL,
    closed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE seasons (
    category TEXT PRIMARY KEY, same_month INTEGER NOT NULL, next_month INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tickets_came ON tickets (came_at);
CREATE INDEX tickets_number ON tickets (ticket_no, round);
CREATE INDEX tickets_closed ON tickets (closed_at);
CREATE INDEX clocks_ticket ON clocks (ticket_id, stage);
CREATE INDEX requests_ticket ON requests (ticket_id);
CREATE INDEX call_backs_ticket ON call_backs (ticket_id);
CREATE INDEX relations_ticket ON relations (ticket_id);
CREATE INDEX urges_ticket ON urges (ticket_id);
CREATE INDEX reminders_ticket ON reminders (ticket_id);
"""

package main

import (
	"errors"
	"fmt"
	"strings"
)

// A workload is a page whose buttons every client clicks in turn.
type workload struct {
	name    string
	path    string
	clients int
	buttons []string // IDs
	clicks  int      // clicks of each client in a round
	// check checks the HTML of a client after its clicks, to show that the server applied them.
	check func(html string, clicks int) error

	maxRatio float64 // target for the CPU time, as a multiple of the baseline's; 0 means none
	maxBytes float64 // target for the payload bytes to the client per click; 0 means none
}

func workloads(s scale) []workload {
	return []workload{
		{name: "W1 counter click", path: "/counter", clients: s.clients, buttons: []string{"up"}, clicks: s.clicks, check: checkCounter, maxRatio: 2, maxBytes: 24},
		{name: "W1 counter click, one client", path: "/counter", clients: 1, buttons: []string{"up"}, clicks: 10 * s.clicks, check: checkCounter},
		{name: "W2 dashboard, update 10 of 100 cards", path: "/dashboard", clients: s.clients, buttons: []string{"tick"}, clicks: s.clicks / 4, check: checkCards},
		{name: "W2 dashboard with Memo", path: "/dashboard-memo", clients: s.clients, buttons: []string{"tick"}, clicks: s.clicks / 4, check: checkCards},
		{name: "W2 dashboard with Each", path: "/dashboard-each", clients: s.clients, buttons: []string{"tick"}, clicks: s.clicks / 4, check: checkCards, maxRatio: 7},
		{name: "W3 table, update 100 of 1,000 rows", path: "/table", clients: s.clients, buttons: []string{"update"}, clicks: s.clicks / 40, check: checkRows(0)},
		{name: "W3 table, swap two rows", path: "/table", clients: s.clients, buttons: []string{"swap"}, clicks: s.clicks / 40, check: checkRows(0)},
		{name: "W3 table, append a row", path: "/table", clients: s.clients, buttons: []string{"append"}, clicks: s.clicks / 40, check: checkRows(1)},
		{name: "W3 table, remove a row", path: "/table", clients: s.clients, buttons: []string{"remove"}, clicks: s.clicks / 40, check: checkRows(-1)},
		{name: "W3 table with Each, update 100 of 1,000 rows", path: "/table-each", clients: s.clients, buttons: []string{"update"}, clicks: s.clicks / 40, check: checkRows(0), maxRatio: 25},
		{name: "W3 table with Each, append a row", path: "/table-each", clients: s.clients, buttons: []string{"append"}, clicks: s.clicks / 40, check: checkRows(1)},
	}
}

func checkCounter(html string, clicks int) error {
	if want := fmt.Sprintf("<output>%d</output>", 1000+clicks); !strings.Contains(html, want) {
		return fmt.Errorf("counter page = %s, want %s in it", html, want)
	}
	return nil
}

func checkCards(html string, _ int) error {
	if got := strings.Count(html, "<article "); got != 100 {
		return fmt.Errorf("dashboard has %d cards, want 100", got)
	}
	return nil
}

// checkRows returns a check for a table to which each click adds the given number of rows.
func checkRows(perClick int) func(string, int) error {
	return func(html string, clicks int) error {
		if got, want := strings.Count(html, "<tr "), 1000+perClick*clicks; got != want {
			return fmt.Errorf("table has %d rows, want %d", got, want)
		}
		return nil
	}
}

// measure sends the events of w to both servers, in alternating rounds. A first round to fill caches
// and pools is not counted.
func (w workload) measure(s scale, lively, baseline *process) (rows []row, err error) {
	pages, err := openAll(w.clients, func() (*pageClient, error) { return openPage(lively.addr, w.path) })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeAll(pages)) }()
	echoes, err := openAll(w.clients, func() (*echoClient, error) { return openEcho(baseline.addr, 1) })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeAll(echoes)) }()

	var events []string
	for _, id := range w.buttons {
		event, err := pages[0].(*pageClient).clickEvent(id)
		if err != nil {
			return nil, err
		}
		events = append(events, event)
	}

	var livelyCosts, baselineCosts []cost
	var ratios []float64
	for round := range s.rounds + 1 {
		b, err := closedLoop(baseline, echoes, max(w.clicks, 20), events)
		if err != nil {
			return nil, err
		}
		l, err := closedLoop(lively, pages, w.clicks, events)
		if err != nil {
			return nil, err
		}
		if round == 0 {
			continue
		}
		livelyCosts, baselineCosts = append(livelyCosts, l), append(baselineCosts, b)
		ratios = append(ratios, float64(l.cpu)/float64(b.cpu))
	}
	for _, p := range pages {
		if err := w.check(string(p.(*pageClient).Document().HTML()), (s.rounds+1)*w.clicks); err != nil {
			return nil, fmt.Errorf("after the clicks: %w", err)
		}
	}
	l, b := medianCost(livelyCosts), medianCost(baselineCosts)
	return []row{
		ratioRow(w.name+": CPU", l.cpu, b.cpu, median(ratios), w.maxRatio),
		bytesRow(w.name+": bytes to client", l.bytes, w.maxBytes),
	}, nil
}

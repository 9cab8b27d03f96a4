package main

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// A workload is a page and the buttons that every client clicks in turn.
type workload struct {
	name    string
	path    string
	clients int
	buttons []string
	clicks  int // of each client in a round
	// seen checks the page after so many clicks of one client: what was counted was done.
	seen func(html string, clicks int) error

	askedRatio float64 // of CPU, to the floor; 0: nothing is asked
	askedBytes float64 // of payload down per click
}

func workloads(s scale) []workload {
	rows := func(more func(clicks int) int) func(string, int) error {
		return func(html string, clicks int) error {
			if got, want := strings.Count(html, "<tr "), 1000+more(clicks); got != want {
				return fmt.Errorf("%d rows, not %d", got, want)
			}
			return nil
		}
	}
	same := rows(func(int) int { return 0 })
	return []workload{
		{name: "W1 counter click", path: "/counter", clients: s.clients, buttons: []string{"up"}, clicks: s.clicks, seen: counted, askedRatio: 2, askedBytes: 30},
		{name: "W1, one client", path: "/counter", clients: 1, buttons: []string{"up"}, clicks: 10 * s.clicks, seen: counted},
		{name: "W2 dashboard, 10 of 100 cards change", path: "/dashboard", clients: s.clients, buttons: []string{"tick"}, clicks: s.clicks / 4, seen: ticked},
		{name: "W2 with Memo", path: "/dashboard-memo", clients: s.clients, buttons: []string{"tick"}, clicks: s.clicks / 4, seen: ticked},
		{name: "W3 table, every 10th of 1,000 labels", path: "/table", clients: s.clients, buttons: []string{"update"}, clicks: s.clicks / 40, seen: same},
		{name: "W3 swap two rows", path: "/table", clients: s.clients, buttons: []string{"swap"}, clicks: s.clicks / 40, seen: same},
		{name: "W3 append a row", path: "/table", clients: s.clients, buttons: []string{"append"}, clicks: s.clicks / 40, seen: rows(func(n int) int { return n })},
		{name: "W3 remove a row", path: "/table", clients: s.clients, buttons: []string{"remove"}, clicks: s.clicks / 40, seen: rows(func(n int) int { return -n })},
	}
}

func counted(html string, clicks int) error {
	if want := fmt.Sprintf("<output>%d</output>", 1000+clicks); !strings.Contains(html, want) {
		return fmt.Errorf("no %s in %s", want, html)
	}
	return nil
}

func ticked(html string, _ int) error {
	if got := strings.Count(html, "<article "); got != 100 {
		return fmt.Errorf("%d cards", got)
	}
	return nil
}

// measure clicks here and at the floor, round about.
func (w workload) measure(s scale, ours, floor *process) (lines []line, err error) {
	pages, err := openAll(w.clients, func() (*tab, error) { return openTab(ours.addr, w.path) })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeAll(pages)) }()
	echoes, err := openAll(w.clients, func() (*echoer, error) { return openEcho(floor.addr, 1) })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeAll(echoes)) }()

	var events []string
	first := pages[0].(*tab)
	for _, id := range w.buttons {
		event, err := first.binding(id)
		if err != nil {
			return nil, err
		}
		events = append(events, event)
	}

	var os, fs []cost
	var ratios []float64
	for round := range s.rounds + 1 {
		f, err := closedLoop(floor, echoes, max(w.clicks, 20), events)
		if err != nil {
			return nil, err
		}
		o, err := closedLoop(ours, pages, w.clicks, events)
		if err != nil {
			return nil, err
		}
		if round == 0 {
			continue // caches and pools fill
		}
		os, fs, ratios = append(os, o), append(fs, f), append(ratios, float64(o.cpu)/float64(f.cpu))
	}
	for _, p := range pages {
		if err := w.seen(string(p.(*tab).Document().HTML()), (s.rounds+1)*w.clicks); err != nil {
			return nil, fmt.Errorf("after the clicks: %w", err)
		}
	}
	o, f := medianCost(os), medianCost(fs)
	return []line{
		timeLine(w.name+": CPU", o.cpu, f.cpu, median(ratios), w.askedRatio),
		bytesLine(w.name+": down", o.down, w.askedBytes),
	}, nil
}

func medianCost(costs []cost) cost {
	var cpu []time.Duration
	var down []float64
	for _, c := range costs {
		cpu, down = append(cpu, c.cpu), append(down, c.down)
	}
	return cost{median(cpu), median(down)}
}

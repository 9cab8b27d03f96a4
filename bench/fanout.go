package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// measureFanOut tells what a line costs that many pages of one server hear. The floor writes as many bytes to as many sockets.
func measureFanOut(s scale, ours, floor *process) (lines []line, err error) {
	pages, err := openAll(s.viewers, func() (*tab, error) { return openTab(ours.addr, "/room") })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeAll(pages)) }()
	sockets, err := openAll(s.viewers, func() (*echoer, error) { return openEcho(floor.addr, 1) })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeAll(sockets)) }()

	hears := func(i int) error {
		t := pages[i].(*tab)
		t.deadline()
		for before := t.Frame(); t.Frame() == before; {
			if _, err := t.Read(); err != nil {
				return err
			}
		}
		return nil
	}
	gets := func(i int) error {
		e := sockets[i].(*echoer)
		e.conn.SetReadDeadline(time.Now().Add(opTimeout))
		_, msg, err := e.conn.ReadMessage()
		e.down += len(msg)
		return err
	}
	var os, fs []cost
	var ratios []float64
	var decoded []int
	for round := range s.rounds + 1 {
		bytes := 1
		if len(os) > 0 {
			bytes = int(os[0].down)
		}
		f, _, err := broadcast(floor, sockets, s.lines, fmt.Sprintf("/say?bytes=%d", bytes), gets)
		if err != nil {
			return nil, err
		}
		o, n, err := broadcast(ours, pages, s.lines, "/say", hears)
		if err != nil {
			return nil, err
		}
		decoded = append(decoded, n)
		if round > 0 {
			os, fs, ratios = append(os, o), append(fs, f), append(ratios, float64(o.cpu)/float64(f.cpu))
		}
	}
	for _, p := range pages {
		if got, want := strings.Count(string(p.(*tab).Document().HTML()), "<li"), min(50, s.lines*(s.rounds+1)); got != want {
			return nil, fmt.Errorf("%d lines are shown, not %d", got, want)
		}
	}
	o, f := medianCost(os), medianCost(fs)
	messages := s.lines * (s.rounds + 1)
	perLine := float64(decoded[len(decoded)-1]) / float64(messages)
	what := fmt.Sprintf("W4 chat line to %d pages, each", s.viewers)
	return []line{
		timeLine(what+": CPU", o.cpu, f.cpu, median(ratios), 0),
		bytesLine(what+": down", o.down, 0),
		{what: "W4 chat line: decodes", ours: fmt.Sprintf("%.2f", perLine), asked: "1", missed: perLine != 1},
	}, nil
}

// broadcast has lines said, each when all have heard the one before, and returns what one cost by hearer, and the answer to the last.
func broadcast(p *process, hearers []clicker, lines int, path string, hear func(i int) error) (c cost, answer int, err error) {
	before, err := p.usage(false)
	if err != nil {
		return c, 0, err
	}
	received := 0
	for _, h := range hearers {
		received -= h.received()
	}
	for range lines {
		said := make(chan error, 1)
		go func() { said <- post(p.addr, path, &answer) }()
		if err := errors.Join(inParallel(len(hearers), len(hearers), hear), <-said); err != nil {
			return c, 0, err
		}
	}
	after, err := p.usage(false)
	if err != nil {
		return c, 0, err
	}
	for _, h := range hearers {
		received += h.received()
	}
	n := lines * len(hearers)
	return cost{(after.CPU - before.CPU) / time.Duration(n), float64(received) / float64(n)}, answer, nil
}

// post asks a server to do something and decodes its answer.
func post(addr, path string, answer any) error {
	hc := &http.Client{Timeout: opTimeout, Transport: &http.Transport{DisableKeepAlives: true}}
	req, err := http.NewRequest(http.MethodPost, "http://"+addr+path, nil)
	if err != nil {
		return err
	}
	res, err := hc.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(res.Body)
		return fmt.Errorf("POST %s: %s: %s", path, res.Status, text)
	}
	return json.NewDecoder(res.Body).Decode(answer)
}

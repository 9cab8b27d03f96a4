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

// measureFanOut measures the cost of a chat message for each of the pages that receive it. The
// baseline writes as many bytes to as many WebSockets.
func measureFanOut(s scale, lively, baseline *process) (rows []row, err error) {
	pages, err := openAll(s.viewers, func() (*pageClient, error) { return openPage(lively.addr, "/room") })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeAll(pages)) }()
	echoes, err := openAll(s.viewers, func() (*echoClient, error) { return openEcho(baseline.addr, 1) })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeAll(echoes)) }()

	readPage := func(i int) error { return pages[i].(*pageClient).readFrame() }
	readEcho := func(i int) error {
		c := echoes[i].(*echoClient)
		c.setDeadline()
		return c.read()
	}
	var livelyCosts, baselineCosts []cost
	var ratios []float64
	var decoded int // messages decoded by the server so far
	for round := range s.rounds + 1 {
		bytes := 1
		if len(livelyCosts) > 0 {
			bytes = int(livelyCosts[0].bytes)
		}
		b, _, err := broadcast(baseline, echoes, s.chatMessages, fmt.Sprintf("/publish?bytes=%d", bytes), readEcho)
		if err != nil {
			return nil, err
		}
		var l cost
		l, decoded, err = broadcast(lively, pages, s.chatMessages, "/publish", readPage)
		if err != nil {
			return nil, err
		}
		if round == 0 {
			continue // caches and pools fill
		}
		livelyCosts, baselineCosts = append(livelyCosts, l), append(baselineCosts, b)
		ratios = append(ratios, float64(l.cpu)/float64(b.cpu))
	}
	published := s.chatMessages * (s.rounds + 1)
	for _, p := range pages {
		if got, want := strings.Count(string(p.(*pageClient).Document().HTML()), "<li"), min(50, published); got != want {
			return nil, fmt.Errorf("room shows %d messages, want %d", got, want)
		}
	}
	l, b := medianCost(livelyCosts), medianCost(baselineCosts)
	decodes := float64(decoded) / float64(published)
	name := fmt.Sprintf("W4 chat message to %d pages, each", s.viewers)
	return []row{
		ratioRow(name+": CPU", l.cpu, b.cpu, median(ratios), 0),
		bytesRow(name+": bytes to client", l.bytes, 0),
		{name: "W4 chat message: decodes", lively: fmt.Sprintf("%.2f", decodes), target: "1", missed: decodes != 1},
	}, nil
}

// broadcast makes the server publish n messages by POSTs to path, each after all clients have read
// the previous one. It returns the cost of a message for one client, and the response to the last
// POST.
func broadcast(p *process, clients []loadClient, n int, path string, read func(i int) error) (c cost, response int, err error) {
	before, err := p.usage(false)
	if err != nil {
		return c, 0, err
	}
	received := 0
	for _, cl := range clients {
		received -= cl.received()
	}
	for range n {
		published := make(chan error, 1)
		go func() { published <- post(p.addr, path, &response) }()
		if err := errors.Join(inParallel(len(clients), len(clients), read), <-published); err != nil {
			return c, 0, err
		}
	}
	after, err := p.usage(false)
	if err != nil {
		return c, 0, err
	}
	for _, cl := range clients {
		received += cl.received()
	}
	deliveries := n * len(clients)
	return cost{(after.CPU - before.CPU) / time.Duration(deliveries), float64(received) / float64(deliveries)}, response, nil
}

// post sends a POST without a body and decodes the JSON response.
func post(addr, path string, response any) error {
	req, err := http.NewRequest(http.MethodPost, "http://"+addr+path, nil)
	if err != nil {
		return err
	}
	res, err := newBrowser().Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(res.Body)
		return fmt.Errorf("POST %s: %s: %s", path, res.Status, text)
	}
	return json.NewDecoder(res.Body).Decode(response)
}

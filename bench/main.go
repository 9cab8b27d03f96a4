// Bench measures Lively beside the least that a Go server with
// gorilla/websocket can do, in one run on one machine: only the ratios tell
// something on another. Servers run in processes of their own on 127.0.0.1 and
// say what they used; the load comes from this process.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

// A scale says how much is measured.
type scale struct {
	clients int // of a closed loop
	clicks  int // of each client in a round, where one is cheap
	rounds  int // odd, for the median
	opened  int // pages opened for the cost of GET and join
	idle    int // sessions that do nothing

	viewers  int           // pages that hear what is said
	lines    int           // that are said in a round
	others   int           // pages beside one that is flooded
	phase    time.Duration // of a flood, and of calm
	messages int           // through a bus

	only string
}

func main() {
	if role := os.Getenv(roleVariable); role != "" {
		if err := serveRole(role); err != nil {
			log.Fatalf("bench: server %s: %v", role, err)
		}
		return
	}
	s := scale{clients: 100, clicks: 200, rounds: 5, opened: 200, idle: 2000, viewers: 1000, lines: 10, others: 50, phase: time.Second, messages: 50_000}
	flag.IntVar(&s.clients, "clients", s.clients, "clients of a closed loop")
	flag.IntVar(&s.clicks, "clicks", s.clicks, "clicks of each client in a round, of the cheapest workload")
	flag.IntVar(&s.rounds, "rounds", s.rounds, "rounds of which the median is told; odd")
	flag.IntVar(&s.idle, "idle", s.idle, "idle sessions")
	flag.IntVar(&s.viewers, "viewers", s.viewers, "pages that hear a line")
	flag.StringVar(&profileDir, "profile", "", "folder for the servers' CPU profiles; they cost some CPU themselves")
	flag.StringVar(&s.only, "only", "", "what to measure, by a part of its name, such as \"W1\" or \"idle\"; all if empty")
	flag.Parse()

	start := time.Now()
	lines, err := measure(s, os.Stderr)
	if err != nil {
		log.Fatalf("bench: %v", err)
	}
	kept := report(os.Stdout, lines)
	fmt.Printf("\nCPU is the server process's own, per click; the floor is a gorilla/websocket echo. %d clients unless said, median of %d rounds, %s in all.\n",
		s.clients, s.rounds, time.Since(start).Round(time.Second))
	if !kept {
		os.Exit(1)
	}
}

// serveRole is this program as a server.
func serveRole(role string) error {
	handlers := map[string]func() http.Handler{"floor": floorServer, "lively": livelyServer}
	handler, ok := handlers[role]
	if !ok {
		return errors.New("no such server")
	}
	return serve(handler(), os.Stdin, os.Stdout)
}

// A part is measured with fresh servers, which know nothing of the parts before.
type part struct {
	name string
	f    func(s scale, ours, floor *process) ([]line, error)
}

func parts(s scale) (all []part) {
	for _, w := range workloads(s) {
		all = append(all, part{w.name, w.measure})
	}
	return append(all,
		part{"W4 chat line", measureFanOut}, part{"flood", measureFlood}, part{"bus", measureBus},
		part{"GET and join", measureOpening}, part{"idle sessions", measureIdle}, part{"comparison", measureComparison})
}

// measure does all that is wanted, at a scale.
func measure(s scale, progress io.Writer) (lines []line, err error) {
	for _, p := range parts(s) {
		if !strings.Contains(p.name, s.only) {
			continue
		}
		fmt.Fprintf(progress, "measuring %s …\n", p.name)
		more, err := beside(s, p.f)
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", p.name, err)
		}
		lines = append(lines, more...)
	}
	return lines, nil
}

// beside calls f with a fresh server of ours and one of the floor, and ends both.
func beside(s scale, f func(scale, *process, *process) ([]line, error)) (lines []line, err error) {
	ours, err := start("lively")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
	floor, err := start("floor")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, floor.stop()) }()
	return f(s, ours, floor)
}

// Bench compares Lively with a minimal gorilla/websocket server in the same run. Only the ratios are
// comparable between machines. Each server runs in a process of its own, on a free port of 127.0.0.1,
// and reports its CPU time and memory; this process generates the load.
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

// A scale is the amount of work in each benchmark.
type scale struct {
	clients int // clients of a closed loop
	clicks  int // clicks of each client in a round of the cheapest workload
	rounds  int // rounds of each benchmark; odd, for the median
	opened  int // pages opened to measure the cost of a GET and join
	idle    int // idle sessions

	viewers      int           // pages that receive each chat message
	chatMessages int           // chat messages in a round
	others       int           // pages that are clicked while another is flooded
	phase        time.Duration // length of each phase of the flood benchmark, with and without the flood
	busMessages  int           // messages published on each bus

	only string // measure benchmarks whose name contains this
}

func main() {
	if role := os.Getenv(roleEnv); role != "" {
		if err := serveRole(role); err != nil {
			log.Fatalf("bench: server %s: %v", role, err)
		}
		return
	}
	s := scale{clients: 100, clicks: 200, rounds: 5, opened: 200, idle: 2000, viewers: 1000, chatMessages: 10, others: 50, phase: time.Second, busMessages: 50_000}
	flag.IntVar(&s.clients, "clients", s.clients, "number of clients in a closed loop")
	flag.IntVar(&s.clicks, "clicks", s.clicks, "clicks of each client in a round of the cheapest workload")
	flag.IntVar(&s.rounds, "rounds", s.rounds, "number of rounds (odd); the median is reported")
	flag.IntVar(&s.idle, "idle", s.idle, "number of idle sessions")
	flag.IntVar(&s.viewers, "viewers", s.viewers, "number of pages that receive each chat message")
	flag.StringVar(&profileDir, "profile", "", "directory for CPU profiles of the servers; profiling itself uses some CPU")
	flag.StringVar(&s.only, "only", "", "run only benchmarks whose name contains this, such as \"W1\" or \"idle\" (default: all)")
	flag.Parse()

	start := time.Now()
	rows, err := measureAll(s, os.Stderr)
	if err != nil {
		log.Fatalf("bench: %v", err)
	}
	ok := report(os.Stdout, rows)
	fmt.Printf("\nCPU is that of the server process, per click. The baseline is a gorilla/websocket echo server.\n"+
		"%d clients unless stated otherwise, median of %d rounds, %s in total.\n",
		s.clients, s.rounds, time.Since(start).Round(time.Second))
	if !ok {
		os.Exit(1)
	}
}

// serveRole runs this program as the server named role.
func serveRole(role string) error {
	handlers := map[string]func() http.Handler{"baseline": baselineServer, "lively": livelyServer}
	handler, ok := handlers[role]
	if !ok {
		return errors.New("unknown server")
	}
	return serve(handler(), os.Stdin, os.Stdout)
}

// A benchmark measures with servers that were started for it alone.
type benchmark struct {
	name    string
	measure func(s scale, lively, baseline *process) ([]row, error)
}

func benchmarks(s scale) (all []benchmark) {
	for _, w := range workloads(s) {
		all = append(all, benchmark{w.name, w.measure})
	}
	return append(all,
		benchmark{"W4 chat message", measureFanOut}, benchmark{"flood", measureFlood}, benchmark{"bus", measureBus},
		benchmark{"GET and join", measureOpening}, benchmark{"idle sessions", measureIdle}, benchmark{"comparison", measureComparison})
}

// measureAll runs the benchmarks that s selects and returns the rows of the report.
func measureAll(s scale, progress io.Writer) (rows []row, err error) {
	for _, b := range benchmarks(s) {
		if !strings.Contains(b.name, s.only) {
			continue
		}
		fmt.Fprintf(progress, "measuring %s …\n", b.name)
		more, err := withServers(s, b.measure)
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", b.name, err)
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

// withServers calls measure with a new Lively server and a new baseline server, and stops both.
func withServers(s scale, measure func(s scale, lively, baseline *process) ([]row, error)) (rows []row, err error) {
	lively, err := start("lively")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lively.stop()) }()
	baseline, err := start("baseline")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, baseline.stop()) }()
	return measure(s, lively, baseline)
}

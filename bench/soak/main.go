// Soak runs a chat on two nodes behind a proxy while nodes, Redis and connections fail, and counts
// what happens to the events and pages of its users. It exits with status 1 if an event was applied
// twice, if a page differs from what the server renders, or if something is left behind.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/lively-go/lively/bench/soak/app"
)

const usage = `Soak runs a chat on two nodes behind a proxy, with Redis between them. Nodes are
shut down, killed and paused, Redis is restarted and connections are cut, while users click, type
and post. It needs redis-server, and prints a table at the end.

Exit status: 0 if all checks passed, 1 if not, 2 for wrong flags, 130 if interrupted.

Usage: soak [flags]

`

// nodeEnv is the environment variable with the configuration of the node that this program runs. It
// is set for child processes only.
const nodeEnv = "LIVELY_SOAK_NODE"

func main() {
	if c := os.Getenv(nodeEnv); c != "" {
		if err := serveNode(c); err != nil {
			log.Fatalf("soak: node: %v", err)
		}
		return
	}
	c := config{sessions: 1000, duration: 5 * time.Minute, every: 8 * time.Second, pause: 8 * time.Second, down: 3 * time.Second,
		think: 2 * time.Second, grace: 10 * time.Second, resume: 30 * time.Second, maxDelay: 5 * time.Second, settle: time.Minute}
	flag.IntVar(&c.sessions, "sessions", c.sessions, "number of pages that are open at a time; 4,000 need about 13,000 file descriptors")
	flag.DurationVar(&c.duration, "duration", c.duration, "how long users act and faults are injected")
	flag.DurationVar(&c.every, "every", c.every, "time between the end of a fault and the next one")
	flag.DurationVar(&c.pause, "pause", c.pause, "how long a node is paused (SIGSTOP)")
	flag.DurationVar(&c.down, "down", c.down, "how long a killed node, or Redis, stays down")
	flag.DurationVar(&c.think, "think", c.think, "mean time between two events of a page")
	flag.DurationVar(&c.grace, "grace", c.grace, "time for a graceful shutdown of a node")
	flag.DurationVar(&c.resume, "resume", c.resume, "Server.ResumeTimeout of the nodes")
	flag.DurationVar(&c.maxDelay, "max-delay", c.maxDelay, "longest delay between a page's attempts to connect; the browser client's is the default")
	affinity := flag.String("affinity", "both", "whether the proxy sends a browser to the same node again: `on`, off, or both (the first half of the time off, the second on)")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	switch *affinity {
	case "on", "off", "both":
		c.affinity = *affinity
	default:
		fail(2, fmt.Errorf("-affinity is %q; it must be on, off or both", *affinity))
	}
	if flag.NArg() > 0 {
		fail(2, fmt.Errorf("unexpected argument %q", flag.Arg(0)))
	}
	if err := c.check(); err != nil {
		fail(2, err)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	r, err := newSoak(c, os.Stderr).run(ctx)
	switch {
	case ctx.Err() != nil:
		fail(130, errors.New("interrupted"))
	case err != nil:
		fail(1, err)
	}
	if ok := r.print(os.Stdout); !ok {
		os.Exit(1)
	}
}

func fail(status int, err error) {
	fmt.Fprintf(os.Stderr, "soak: %v\n", err)
	os.Exit(status)
}

// serveNode runs this program as a node until it receives SIGTERM. It exits at once when its
// standard input ends, which means that the parent process has ended.
func serveNode(configuration string) error {
	var c app.Config
	if err := json.Unmarshal([]byte(configuration), &c); err != nil {
		return err
	}
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		os.Exit(1)
	}()
	return app.Serve(c, os.Stdout)
}

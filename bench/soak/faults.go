package main

import (
	"context"
	"syscall"
	"time"
)

// A fault disturbs the system, and returns when the system is complete again.
type fault struct {
	name   string
	inject func(s *soak, ctx context.Context, i int) error // i counts the calls
}

// faults are all faults.
var faults = []fault{
	{"deploy", deploy},
	{"cuts", cutConnections},
	{"kill", killNode},
	{"pause", pauseNode},
	{"redis", restartRedis},
	{"outage", outage},
}

// injectFaults injects faults until the duration is over, and each at least once.
func (s *soak) injectFaults(ctx context.Context, began time.Time) error {
	s.proxy.affinity.Store(s.config.affinity == "on")
	for i := 0; i < len(s.faults) || time.Since(began) < s.config.duration; i++ {
		wait(ctx, s.config.every)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if s.config.affinity == "both" && !s.proxy.affinity.Load() && time.Since(began) > s.config.duration/2 {
			s.log("affinity is on from now on")
			s.proxy.affinity.Store(true)
		}
		f := s.faults[i%len(s.faults)]
		s.log("%s", f.name)
		s.counts.begin(f.name)
		if err := f.inject(s, ctx, i/len(s.faults)); err != nil {
			return err
		}
	}
	wait(ctx, s.config.every)
	return ctx.Err()
}

// deploy replaces each node: SIGTERM, and another process when it has exited.
func deploy(s *soak, ctx context.Context, _ int) error {
	for _, n := range s.nodes {
		if err := s.shutDown(n); err != nil {
			return err
		}
		if err := n.up(); err != nil {
			return err
		}
		wait(ctx, s.config.every/2)
	}
	return nil
}

// shutDown shuts a node down.
func (s *soak) shutDown(n *node) error {
	complete, err := n.shutDown()
	if !complete {
		s.counts.count("shutdowns incomplete")
	}
	return err
}

// cutConnections cuts a third of the connections, twice.
func cutConnections(s *soak, ctx context.Context, _ int) error {
	s.proxy.cut(1. / 3)
	wait(ctx, s.config.every/4)
	s.proxy.cut(1. / 3)
	return nil
}

// killNode kills a node, and starts it again later.
func killNode(s *soak, ctx context.Context, i int) error {
	n := s.nodes[i%len(s.nodes)]
	if err := n.down(syscall.SIGKILL); err != nil {
		return err
	}
	wait(ctx, s.config.down)
	return n.up()
}

// pauseNode stops a node for a time. Its connections stay open.
func pauseNode(s *soak, ctx context.Context, i int) error {
	return s.nodes[(i+1)%len(s.nodes)].pause(ctx, s.config.pause)
}

// restartRedis kills Redis, and starts it again later with an empty store.
func restartRedis(s *soak, ctx context.Context, _ int) error {
	s.redis.Kill()
	wait(ctx, s.config.down)
	return s.redis.StartAgain()
}

// outage shuts down one node and kills the other, and starts both again later.
func outage(s *soak, ctx context.Context, i int) error {
	drained, killed := s.nodes[i%2], s.nodes[(i+1)%2]
	ended := make(chan error, 1)
	go func() { ended <- s.shutDown(drained) }()
	if err := killed.down(syscall.SIGKILL); err != nil {
		return err
	}
	if err := <-ended; err != nil {
		return err
	}
	wait(ctx, s.config.down)
	if err := drained.up(); err != nil {
		return err
	}
	s.counts.nodeUp()
	return killed.up()
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/lively-go/lively/bench/soak/app"
	"github.com/lively-go/lively/internal/redistest"
)

// A soak is the system under test: Redis, two nodes and a proxy.
type soak struct {
	config   config
	dir      string // of journals and logs
	progress io.Writer
	redis    *redistest.Server
	nodes    []*node
	proxy    *proxy
	counts   *counts
	faults   []fault // injected in this order, again and again
}

// newSoak returns a soak that reports its progress to a writer.
func newSoak(c config, progress io.Writer) *soak {
	return &soak{config: c, progress: progress, counts: newCounts(), faults: faults}
}

// run starts the system, lets users act while faults are injected, and returns the result. It ends
// everything that it has started, also if ctx is done before. Logs and journals are removed, unless
// it returns an error for another reason.
func (s *soak) run(ctx context.Context) (r *result, err error) {
	c := s.config
	defer func() { err = errors.Join(err, s.close(err == nil || ctx.Err() != nil)) }()
	if err := s.start(); err != nil {
		return nil, err
	}
	began := time.Now()
	usersCtx, stopUsers := context.WithCancel(ctx)
	defer stopUsers()
	acting := make(chan struct{})
	var users sync.WaitGroup
	for i := range c.sessions {
		u := &user{id: i, config: c, proxy: s.proxy, counts: s.counts}
		users.Go(func() {
			wait(usersCtx, c.think*time.Duration(i)/time.Duration(c.sessions)*2)
			u.live(usersCtx, acting)
		})
	}
	err = s.injectFaults(ctx, began)
	close(acting)
	if err != nil {
		stopUsers()
		users.Wait()
		return nil, err
	}
	s.log("waiting for all pages to settle")
	late := time.AfterFunc(c.settle, stopUsers)
	users.Wait()
	late.Stop()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	s.log("waiting for the nodes to release everything")
	left, err := s.leftBehind(ctx)
	if err != nil {
		return nil, err
	}
	return newResult(s, left, time.Since(began))
}

// start starts Redis, the nodes and the proxy.
func (s *soak) start() (err error) {
	if s.dir, err = os.MkdirTemp("", "lively-soak"); err != nil {
		return err
	}
	if s.redis, err = redistest.Open(); err != nil {
		return err
	}
	var addrs []string
	for _, name := range []string{"one", "two"} {
		log, err := os.Create(filepath.Join(s.dir, name+".log"))
		if err != nil {
			return err
		}
		n := &node{name: name, log: log, config: app.Config{
			Addr: redistest.FreeAddr(), Redis: s.redis.URL(), Journal: filepath.Join(s.dir, name+".journal"),
			Grace: s.config.grace, Resume: s.config.resume,
		}}
		s.nodes = append(s.nodes, n)
		addrs = append(addrs, n.config.Addr)
		if err := n.up(); err != nil {
			return err
		}
	}
	s.proxy, err = startProxy(addrs)
	return err
}

// close ends everything. It removes the journals and logs if the soak went well.
func (s *soak) close(remove bool) (err error) {
	if s.proxy != nil {
		s.proxy.close()
	}
	for _, n := range s.nodes {
		err = errors.Join(err, n.down(syscall.SIGKILL), n.log.Close())
	}
	if s.redis != nil {
		err = errors.Join(err, s.redis.Close())
	}
	if remove && s.dir != "" {
		return errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}

func (s *soak) log(format string, args ...any) {
	fmt.Fprintf(s.progress, "%s %s\n", time.Now().Format("15:04:05"), fmt.Sprintf(format, args...))
}

// leftBehind waits until no node has mounted views, and returns what each node then uses more than
// when it was started.
func (s *soak) leftBehind(ctx context.Context) (left []app.Stats, err error) {
	deadline := time.Now().Add(s.config.resume + 30*time.Second)
	for {
		left = nil
		released := true
		for _, n := range s.nodes {
			now, err := n.stats()
			if err != nil {
				return nil, err
			}
			more := app.Stats{
				Views: now.Views, Goroutines: now.Goroutines - n.start.Goroutines,
				Files: now.Files - n.start.Files, Heap: now.Heap - n.start.Heap,
			}
			left = append(left, more)
			released = released && isReleased(more)
		}
		if released || time.Now().After(deadline) || ctx.Err() != nil {
			return left, ctx.Err()
		}
		wait(ctx, 500*time.Millisecond)
	}
}

package main

import (
	"errors"
	"fmt"
	"syscall"
	"time"
)

// A config is what the flags set.
type config struct {
	sessions int
	duration time.Duration
	every    time.Duration // between faults
	pause    time.Duration // of a node
	down     time.Duration // of a killed node, and of Redis
	think    time.Duration // between events of a page
	grace    time.Duration // of a node's shutdown
	resume   time.Duration // Server.ResumeTimeout
	settle   time.Duration // limit for all pages to be live and acknowledged at the end
	maxDelay time.Duration // between a page's attempts to connect
	affinity string        // on, off or both
}

// filesPerSession counts the connection from a page to the proxy, with both of its ends in this
// process, and that from the proxy to a node.
const filesPerSession = 3

// check returns an error if the soak cannot run like this.
func (c config) check() error {
	if c.sessions < 1 {
		return fmt.Errorf("-sessions is %d; it must be at least 1", c.sessions)
	}
	for name, d := range map[string]time.Duration{
		"duration": c.duration, "every": c.every, "pause": c.pause, "down": c.down, "think": c.think, "grace": c.grace, "resume": c.resume, "max-delay": c.maxDelay,
	} {
		if d <= 0 {
			return fmt.Errorf("-%s is %s; it must be positive", name, d)
		}
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if need := uint64(c.sessions*filesPerSession + 500); limit.Cur < need {
		return fmt.Errorf("%d sessions need %d file descriptors, and the limit is %d; raise it with ulimit -n, or set -sessions", c.sessions, need, limit.Cur)
	}
	return nil
}

// errEnded is the error of an operation on a node that has exited by itself.
var errEnded = errors.New("the process has ended")

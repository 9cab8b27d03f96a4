// Package redistest starts redis-servers for tests, each on a free port of 127.0.0.1 and with an
// empty store. They end with the test, or at the latest when the process of the test exits, even if
// it is killed.
//
//	func TestBus(t *testing.T) {
//		server := redistest.Start(t)
//		bus, err := redisbus.Open(server.URL())
//		…
//	}
//
// It needs redis-server 7 or newer in PATH, and a Unix shell. Without them the test fails.
package redistest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// timeout bounds every wait. It is reached only if a server does not work, although the machine may stop
// for seconds.
const timeout = 2 * time.Minute

// A Server is a redis-server that a test may stop and restart.
type Server struct {
	Addr string // host:port, the same after a restart

	args   []string
	cmd    *exec.Cmd // the shell, which ends the server when its stdin is closed
	stdin  io.Closer
	pid    int
	client *redis.Client
	dir    string
}

// Start starts a redis-server that runs until the test ends. args are arguments of redis-server.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	s, err := Open(args...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// Open is like Start for callers without a test, such as TestMain. The caller must call Close.
func Open(args ...string) (*Server, error) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		return nil, fmt.Errorf("redistest: %w: install it (Debian: apt-get install redis-server; in this repository: scripts/install-test-deps)", err)
	}
	dir, err := os.MkdirTemp("", "redistest")
	if err != nil {
		return nil, fmt.Errorf("redistest: %w", err)
	}
	s := &Server{Addr: FreeAddr(), args: args, dir: dir}
	s.client = redis.NewClient(&redis.Options{
		Addr: s.Addr, MaxRetries: -1, ContextTimeoutEnabled: true,
		DialTimeout: timeout, ReadTimeout: timeout, WriteTimeout: timeout,
	})
	if err := s.start(); err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("redistest: %w", err)
	}
	return s, nil
}

// URL returns the URL of the server, for redisbus.Open.
func (s *Server) URL() string { return "redis://" + s.Addr }

// Close ends the server and removes its files.
func (s *Server) Close() error {
	s.Kill()
	_ = s.client.Close()
	return os.RemoveAll(s.dir)
}

// Stop kills the server, like a crash.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	require.NotZero(t, s.pid, "redistest: the server is not running")
	s.Kill()
}

// Restart starts a stopped server again at the same address, with an empty store.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	require.Zero(t, s.pid, "redistest: the server is running")
	require.NoError(t, s.StartAgain())
}

// StartAgain is like Restart for callers without a test.
func (s *Server) StartAgain() error { return s.start() }

// Freeze suspends the server with SIGSTOP: connections stay open, but the server does not reply.
func (s *Server) Freeze(t testing.TB) {
	t.Helper()
	require.NoError(t, suspend(s.pid))
}

// Thaw resumes the server after Freeze.
func (s *Server) Thaw(t testing.TB) {
	t.Helper()
	require.NoError(t, resume(s.pid))
}

// Do sends a command and returns the reply. It fails the test if that is an error.
func (s *Server) Do(t testing.TB, args ...any) any {
	t.Helper()
	reply, err := s.do(args...)
	require.NoError(t, err, "%v", args)
	return reply
}

func (s *Server) do(args ...any) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return s.client.Do(ctx, args...).Result()
}

// script starts the server, prints its process ID, and kills it when stdin is closed, at the latest
// when this process exits.
const script = `redis-server "$@" >/dev/null & echo $!; read -r _; kill -9 $!; wait $!`

func (s *Server) start() error {
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return err
	}
	args := append([]string{"-c", script, "redis-server", "--bind", host, "--port", port, "--dir", s.dir, "--save", ""}, s.args...)
	s.cmd = exec.Command("sh", args...)
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return err
	}
	if s.pid, err = strconv.Atoi(strings.TrimSpace(line)); err != nil {
		return err
	}
	return s.waitUntilReady()
}

// waitUntilReady waits until the server replies.
func (s *Server) waitUntilReady() error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(timeout); ; {
		_, err := s.do("PING")
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-deadline:
			return fmt.Errorf("redis-server %s does not reply: %w", s.Addr, err)
		}
	}
}

// Kill is like Stop for callers without a test. It does nothing if the server is not running.
func (s *Server) Kill() {
	if s.pid == 0 {
		return
	}
	s.pid = 0
	_ = s.stdin.Close()
	_ = s.cmd.Wait() // returns an error, because the server was killed
}

// usedAddrs has the addresses that FreeAddr has returned. Their servers may be down.
var usedAddrs sync.Map

// FreeAddr returns an unused address on 127.0.0.1. Its port is below those that systems assign to
// outgoing connections, so it stays free while the server is down. A process gets each address once.
func FreeAddr() string {
	const first, last, attempts = 10_000, 32_767, 100
	for range attempts {
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(first+rand.IntN(last-first+1)))
		// A process that is started meanwhile would inherit a listener, and keep the port for a moment.
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			_ = conn.Close()
			continue
		}
		if _, isUsed := usedAddrs.LoadOrStore(addr, true); !isUsed {
			return addr
		}
	}
	panic("redistest: no free port on 127.0.0.1")
}

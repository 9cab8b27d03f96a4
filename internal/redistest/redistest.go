// Package redistest starts redis-servers for tests, each on a free port of 127.0.0.1 and with nothing stored. They end with
// the test, and with the test's process however that ends.
//
//	func TestBus(t *testing.T) {
//		server := redistest.Start(t)
//		bus, err := redisbus.Open(server.URL())
//		…
//	}
//
// It needs redis-server 7 or newer on the PATH, and a Unix shell. Without them the test fails.
package redistest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// patience is how long a server may take to start. It is only ever waited for in full when something is wrong.
const patience = 20 * time.Second

// A Server is a redis-server that a test may break.
type Server struct {
	Addr string // host:port, the same after a restart

	args   []string
	cmd    *exec.Cmd // the shell that ends the server when its stdin does
	stdin  io.Closer
	pid    int
	client *redis.Client
	dir    string
}

// Start runs a redis-server until the test ends. The arguments are those of redis-server.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	s, err := Open(args...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// Open is Start where there is no test, in TestMain: call Close in the end.
func Open(args ...string) (*Server, error) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		return nil, fmt.Errorf("redistest: %w: install it (Debian: apt-get install redis-server; in this repository: scripts/install-test-deps)", err)
	}
	dir, err := os.MkdirTemp("", "redistest")
	if err != nil {
		return nil, fmt.Errorf("redistest: %w", err)
	}
	s := &Server{Addr: FreeAddr(), args: args, dir: dir}
	s.client = redis.NewClient(&redis.Options{Addr: s.Addr, MaxRetries: -1, ContextTimeoutEnabled: true})
	if err := s.start(); err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("redistest: %w", err)
	}
	return s, nil
}

// URL is what redisbus.Open takes.
func (s *Server) URL() string { return "redis://" + s.Addr }

// Close ends the server.
func (s *Server) Close() error {
	s.end()
	_ = s.client.Close()
	return os.RemoveAll(s.dir)
}

// Stop ends the server at once, as a crash does.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	require.NotZero(t, s.pid, "redistest: the server is not running")
	s.end()
}

// Restart starts a stopped server again at its old address. Nothing is stored in it.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	require.Zero(t, s.pid, "redistest: the server is running")
	require.NoError(t, s.start())
}

// Freeze makes the server stand still, SIGSTOP: connections stay open and nothing is answered.
func (s *Server) Freeze(t testing.TB) {
	t.Helper()
	require.NoError(t, syscall.Kill(s.pid, syscall.SIGSTOP))
}

// Thaw ends Freeze.
func (s *Server) Thaw(t testing.TB) {
	t.Helper()
	require.NoError(t, syscall.Kill(s.pid, syscall.SIGCONT))
}

// Do sends a command and returns the answer.
func (s *Server) Do(t testing.TB, args ...any) any {
	t.Helper()
	answer, err := s.do(args...)
	require.NoError(t, err, "%v", args)
	return answer
}

func (s *Server) do(args ...any) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return s.client.Do(ctx, args...).Result()
}

// The shell outlives the server and ends it when this process is gone.
const guard = `redis-server "$@" >/dev/null & echo $!; read -r _; kill -9 $!; wait $!`

func (s *Server) start() error {
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return err
	}
	args := append([]string{"-c", guard, "redis-server", "--bind", host, "--port", port, "--dir", s.dir, "--save", ""}, s.args...)
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
	return s.ready()
}

func (s *Server) ready() error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); ; {
		_, err := s.do("PING")
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-deadline:
			return fmt.Errorf("redis-server %s does not answer: %w", s.Addr, err)
		}
	}
}

func (s *Server) end() {
	if s.pid == 0 {
		return
	}
	s.pid = 0
	_ = s.stdin.Close()
	_ = s.cmd.Wait() // its status tells that it was killed
}

// FreeAddr is an address on 127.0.0.1 of which nobody makes use just now.
func FreeAddr() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("redistest: no port of 127.0.0.1 is free: %v", err))
	}
	defer l.Close()
	return l.Addr().String()
}

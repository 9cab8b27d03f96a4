package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// roleVariable makes this program a server: it names the server to be.
const roleVariable = "LIVELY_BENCH_SERVE"

// profileVariable names a file for the CPU profile of a server.
const profileVariable = "LIVELY_BENCH_PROFILE"

// profileDir is where servers leave their CPU profiles. "" means nowhere.
var profileDir string

var profiles atomic.Int32

// A usage is what a server process has used so far, as it says itself.
type usage struct {
	CPU      time.Duration // user and system time of the process
	Resident int           // bytes
}

// A process is a server in a process of its own, so that its CPU time and its
// memory are the server's alone, without those of the load.
type process struct {
	addr  string
	cmd   *exec.Cmd
	asks  io.WriteCloser
	tells *json.Decoder
}

// start runs this program again as the named server, on a free port of 127.0.0.1.
func start(role string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(self)}
	// The collector is set alike on both sides, whatever the caller has set.
	p.cmd.Env = append(os.Environ(), roleVariable+"="+role, "GOGC=100", "GOMEMLIMIT=off", "GODEBUG=")
	if profileDir != "" {
		p.cmd.Env = append(p.cmd.Env, profileVariable+"="+filepath.Join(profileDir, fmt.Sprintf("%s-%d.pprof", role, profiles.Add(1))))
	}
	p.cmd.Stderr = os.Stderr
	if p.asks, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	p.tells = json.NewDecoder(out)
	if err := p.tells.Decode(&p.addr); err != nil {
		return nil, errors.Join(fmt.Errorf("start server %s: %w", role, err), p.stop())
	}
	return p, nil
}

// usage asks the server. Settled, it collects its garbage first and gives the
// memory it does not need back, as it would after some minutes of quiet.
func (p *process) usage(settled bool) (u usage, err error) {
	if _, err := fmt.Fprintln(p.asks, settled); err != nil {
		return u, err
	}
	return u, p.tells.Decode(&u)
}

// stop ends the server and waits for its end.
func (p *process) stop() error {
	return errors.Join(p.asks.Close(), p.cmd.Wait())
}

// serve is the life of a server process: it says its address, then answers what
// it used, until its standard input ends, be it by the end of its parent.
func serve(handler http.Handler, in io.Reader, out io.Writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: handler}
	defer srv.Close()
	go srv.Serve(l)

	if name := os.Getenv(profileVariable); name != "" {
		file, err := os.Create(name)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}

	tell := json.NewEncoder(out)
	if err := tell.Encode(l.Addr().String()); err != nil {
		return err
	}
	asks := bufio.NewScanner(in)
	for asks.Scan() {
		if asks.Text() == "true" {
			runtime.GC()
			runtime.GC() // the second empties what sync.Pools still hold
			debug.FreeOSMemory()
		}
		u, err := used()
		if err != nil {
			return err
		}
		if err := tell.Encode(u); err != nil {
			return err
		}
	}
	return asks.Err()
}

// used reads what this process has used.
func used() (u usage, err error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return u, fmt.Errorf("read CPU time: %w", err)
	}
	u.CPU = time.Duration(r.Utime.Nano() + r.Stime.Nano())

	statm, err := os.ReadFile("/proc/self/statm") // size resident … in pages
	if err != nil {
		return u, fmt.Errorf("read resident memory: %w", err)
	}
	fields := strings.Fields(string(statm))
	if len(fields) < 2 {
		return u, fmt.Errorf("read resident memory: %q", statm)
	}
	pages, err := strconv.Atoi(fields[1])
	u.Resident = pages * os.Getpagesize()
	return u, err
}

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

// roleEnv is the environment variable that names the server which this program runs.
const roleEnv = "LIVELY_BENCH_SERVE"

// profileEnv is the environment variable that names the file for a server's CPU profile.
const profileEnv = "LIVELY_BENCH_PROFILE"

// profileDir is the directory for the servers' CPU profiles. "" means that servers are not profiled.
var profileDir string

var profiles atomic.Int32 // number of profiles, for their file names

// A usage holds the resources used by a server process, which reports them itself.
type usage struct {
	CPU      time.Duration // user and system time of the process
	Resident int           // bytes
}

// A process is a server that runs in a process of its own. Its CPU time and memory do not include
// those of the load generator.
type process struct {
	addr      string
	cmd       *exec.Cmd
	requests  io.WriteCloser // one line requests one usage
	responses *json.Decoder
}

// start runs this program again as the server named role, on a free port of 127.0.0.1.
func start(role string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(self)}
	// Both servers use the same settings of the garbage collector, independent of the caller's
	// environment.
	p.cmd.Env = append(os.Environ(), roleEnv+"="+role, "GOGC=100", "GOMEMLIMIT=off", "GODEBUG=")
	if profileDir != "" {
		p.cmd.Env = append(p.cmd.Env, profileEnv+"="+filepath.Join(profileDir, fmt.Sprintf("%s-%d.pprof", role, profiles.Add(1))))
	}
	p.cmd.Stderr = os.Stderr
	if p.requests, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	p.responses = json.NewDecoder(out)
	if err := p.responses.Decode(&p.addr); err != nil {
		return nil, errors.Join(fmt.Errorf("start server %s: %w", role, err), p.stop())
	}
	return p, nil
}

// usage returns the server's resource usage. With gc, the server first collects its garbage and
// returns unused memory to the system, as it would after some idle minutes.
func (p *process) usage(gc bool) (u usage, err error) {
	if _, err := fmt.Fprintln(p.requests, gc); err != nil {
		return u, err
	}
	return u, p.responses.Decode(&u)
}

// stop ends the server and waits for its exit.
func (p *process) stop() error {
	return errors.Join(p.requests.Close(), p.cmd.Wait())
}

// serve runs a server process. It writes its address to out and then one usage for each line of in.
// It returns at the end of in, which also ends when the parent process exits.
func serve(handler http.Handler, in io.Reader, out io.Writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: handler}
	defer srv.Close()
	go srv.Serve(l)

	if name := os.Getenv(profileEnv); name != "" {
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

	responses := json.NewEncoder(out)
	if err := responses.Encode(l.Addr().String()); err != nil {
		return err
	}
	requests := bufio.NewScanner(in)
	for requests.Scan() {
		if requests.Text() == "true" {
			runtime.GC()
			runtime.GC() // a sync.Pool is emptied by the second collection
			debug.FreeOSMemory()
		}
		u, err := ownUsage()
		if err != nil {
			return err
		}
		if err := responses.Encode(u); err != nil {
			return err
		}
	}
	return requests.Err()
}

// ownUsage returns the resource usage of this process.
func ownUsage() (u usage, err error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return u, fmt.Errorf("read CPU time: %w", err)
	}
	u.CPU = time.Duration(r.Utime.Nano() + r.Stime.Nano())

	statm, err := os.ReadFile("/proc/self/statm") // in pages: size, resident, …
	if err != nil {
		return u, fmt.Errorf("read resident memory: %w", err)
	}
	fields := strings.Fields(string(statm))
	if len(fields) < 2 {
		return u, fmt.Errorf("read resident memory: unexpected content %q of /proc/self/statm", statm)
	}
	pages, err := strconv.Atoi(fields[1])
	u.Resident = pages * os.Getpagesize()
	return u, err
}

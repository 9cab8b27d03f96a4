package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"github.com/lively-go/lively/bench/soak/app"
)

// A node is one process of the application. It can be started again at the same address.
type node struct {
	name   string
	config app.Config
	log    *os.File // standard error of all its processes

	cmd   *exec.Cmd // nil if it is not running
	stdin io.Closer // the process exits when it is closed
	exit  error     // of the last process
	start app.Stats // what the process used when it was started
}

// up starts a process and waits until it accepts connections.
func (n *node) up() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	config, err := json.Marshal(n.config)
	if err != nil {
		return err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), nodeEnv+"="+string(config))
	cmd.Stderr = n.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C interrupts only this process
	if n.stdin, err = cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start node %s: %w", n.name, err)
	}
	n.cmd = cmd
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		return fmt.Errorf("start node %s: %w; its log is %s", n.name, errEnded, n.log.Name())
	}
	n.start, err = n.stats()
	return err
}

// down sends a signal and waits until the process has exited, if it is running. It returns an error
// if that takes much longer than the grace period.
func (n *node) down(signal syscall.Signal) error {
	if n.cmd == nil {
		return nil
	}
	process := n.cmd.Process
	_ = process.Signal(signal)
	late := time.AfterFunc(n.config.Grace+30*time.Second, func() { _ = process.Kill() })
	n.exit = n.cmd.Wait()
	n.cmd = nil
	_ = n.stdin.Close()
	if !late.Stop() {
		return fmt.Errorf("node %s did not exit after %s", n.name, signal)
	}
	return nil
}

// shutDown shuts the process down. It reports whether all sessions ended within the grace period.
func (n *node) shutDown() (complete bool, err error) {
	err = n.down(syscall.SIGTERM)
	return n.exit == nil, err
}

// pause stops the process for a time. It uses another process, so that the node continues even if
// this one is killed.
func (n *node) pause(ctx context.Context, d time.Duration) error {
	process := n.cmd.Process
	pid := strconv.Itoa(process.Pid)
	sh := exec.CommandContext(ctx, "sh", "-c", `kill -STOP "$1" && sleep "$2"; kill -CONT "$1"`, "sh", pid, fmt.Sprintf("%.3f", d.Seconds()))
	sh.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	sh.Cancel = func() error {
		return errors.Join(syscall.Kill(-sh.Process.Pid, syscall.SIGKILL), process.Signal(syscall.SIGCONT))
	}
	return sh.Run()
}

// statsClient opens a connection for each request, because an idle one would be counted.
var statsClient = &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}

// stats returns what the process uses.
func (n *node) stats() (s app.Stats, err error) {
	res, err := statsClient.Get("http://" + n.config.Addr + "/stats")
	if err != nil {
		return s, err
	}
	defer res.Body.Close()
	return s, json.NewDecoder(res.Body).Decode(&s)
}

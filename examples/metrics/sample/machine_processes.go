package sample

import (
	"context"
	"os/user"
	"strconv"
	"strings"
	"sync"

	"github.com/shirou/gopsutil/v4/process"
)

// Processes reads all processes. It omits those that exit meanwhile or cannot be read for lack of
// permission. It takes a few milliseconds per hundred processes.
func (m *Machine) Processes(ctx context.Context) []ProcessReading {
	running, err := process.ProcessesWithContext(ctx)
	if !m.available("processes", err) {
		return nil
	}
	all := make([]ProcessReading, 0, len(running))
	for _, p := range running {
		name, err := p.NameWithContext(ctx)
		if err != nil {
			continue
		}
		times, err := p.TimesWithContext(ctx)
		if err != nil {
			continue
		}
		r := ProcessReading{
			Process:    Process{PID: p.Pid, Name: trimArguments(name), User: m.users.lookup(ctx, p)},
			CPUSeconds: times.User + times.System,
		}
		r.StartTime, _ = p.CreateTimeWithContext(ctx)
		if memory, err := p.MemoryInfoWithContext(ctx); err == nil {
			r.Memory = memory.RSS
		}
		all = append(all, r)
	}
	return all
}

// maxKernelName is the length to which the Linux kernel truncates the name of a process. gopsutil
// completes longer names from the command line, which some programs overwrite with a status text.
const maxKernelName = 15

// trimArguments removes from a long name everything that may be part of the command line.
func trimArguments(name string) string {
	if len(name) <= maxKernelName {
		return name
	}
	if end := strings.IndexAny(name[maxKernelName:], " \t:=,;@?&"); end >= 0 {
		return name[:maxKernelName+end]
	}
	return name
}

// userNames caches the names of users.
type userNames struct{ byID sync.Map }

// lookup returns the name of the user that p runs as, or the empty string if it is unknown.

func (u *userNames) lookup(ctx context.Context, p *process.Process) string {
	ids, err := p.UidsWithContext(ctx)
	if err != nil || len(ids) == 0 {
		name, _ := p.UsernameWithContext(ctx) // Windows has no numeric user IDs
		return name
	}
	if name, ok := u.byID.Load(ids[0]); ok {
		return name.(string)
	}
	id := strconv.FormatUint(uint64(ids[0]), 10)
	name := id
	if found, err := user.LookupId(id); err == nil {
		name = found.Username
	}
	u.byID.Store(ids[0], name)
	return name
}

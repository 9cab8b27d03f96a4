package sample

import (
	"context"
	"os/user"
	"strconv"
	"strings"
	"sync"

	"github.com/shirou/gopsutil/v4/process"
)

// Processes reads all processes; those that end meanwhile or may not be read are left out. It takes a few milliseconds
// for each hundred.
func (m *Machine) Processes(ctx context.Context) []ProcessReading {
	running, err := process.ProcessesWithContext(ctx)
	if !m.has("processes", err) {
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
			Process: Process{PID: p.Pid, Name: nameAlone(name), User: m.users.of(ctx, p)},
			Seconds: times.User + times.System,
		}
		r.Started, _ = p.CreateTimeWithContext(ctx)
		if memory, err := p.MemoryInfoWithContext(ctx); err == nil {
			r.Memory = memory.RSS
		}
		all = append(all, r)
	}
	return all
}

// kernelName is how much of a name the Linux kernel keeps. What gopsutil adds to it comes from the command line, which
// some programs write over with what they are about.
const kernelName = 15

// nameAlone cuts from a long name all that may be more than a name.
func nameAlone(name string) string {
	if len(name) <= kernelName {
		return name
	}
	if end := strings.IndexAny(name[kernelName:], " \t:=,;@?&"); end >= 0 {
		return name[:kernelName+end]
	}
	return name
}

// userNames remembers the names of users.
type userNames struct{ byID sync.Map }

func (u *userNames) of(ctx context.Context, p *process.Process) string {
	ids, err := p.UidsWithContext(ctx)
	if err != nil || len(ids) == 0 {
		name, _ := p.UsernameWithContext(ctx) // Windows knows no numbers
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

package sample

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/shirou/gopsutil/v4/cpu"
	"github.com/shirou/gopsutil/v4/disk"
	"github.com/shirou/gopsutil/v4/host"
	"github.com/shirou/gopsutil/v4/load"
	"github.com/shirou/gopsutil/v4/mem"
	"github.com/shirou/gopsutil/v4/net"
)

// Machine is the Source that reads the local machine. Metrics that the system does not provide are
// logged once and omitted. The zero value is ready to use.
type Machine struct {
	logged sync.Map // names of the metrics that were logged as unavailable
	users  userNames
}

// Host returns the name and system of the machine.
func (m *Machine) Host(ctx context.Context) Host {
	h := Host{System: runtime.GOOS, Cores: runtime.NumCPU()}
	h.Name, _ = os.Hostname()
	if info, err := host.InfoWithContext(ctx); m.available("host", err) {
		h.Name = info.Hostname
		h.System = systemName(info)
	}
	return h
}

// systemName returns a text like "debian 13.1, linux 6.18". It omits the build tag of the kernel.
func systemName(info *host.InfoStat) string {
	kernel, _, _ := strings.Cut(info.KernelVersion, "-")
	name := strings.TrimSpace(info.Platform + " " + info.PlatformVersion)
	if name == "" || info.Platform == info.OS {
		return strings.TrimSpace(info.OS + " " + kernel)
	}
	return fmt.Sprintf("%s, %s %s", name, info.OS, kernel)
}

// Read reads all counters. It takes about a millisecond.
func (m *Machine) Read(ctx context.Context) Reading {
	var r Reading
	if times, err := cpu.TimesWithContext(ctx, true); m.available("processors", err) {
		r.Cores = make([]CoreTime, len(times))
		for i, t := range times {
			r.Cores[i] = coreTime(t)
		}
	}
	if avg, err := load.AvgWithContext(ctx); m.available("load", err) {
		r.Load = &Load{avg.Load1, avg.Load5, avg.Load15}
	}
	if v, err := mem.VirtualMemoryWithContext(ctx); m.available("memory", err) {
		// Memory that the system can reclaim at once, such as caches, does not count as used.
		r.Memory = &Space{Used: v.Total - min(v.Available, v.Total), Total: v.Total}
	}
	if v, err := mem.SwapMemoryWithContext(ctx); m.available("swap", err) {
		r.Swap = &Space{Used: v.Used, Total: v.Total}
	}
	if interfaces, err := net.IOCountersWithContext(ctx, true); m.available("network", err) {
		r.Network = &Counters{}
		for _, c := range interfaces {
			if isPhysicalInterface(c.Name) {
				r.Network.In += c.BytesRecv
				r.Network.Out += c.BytesSent
			}
		}
	}
	if disks, err := disk.IOCountersWithContext(ctx); m.available("disks", err) {
		r.Disk = &Counters{}
		for name, d := range disks {
			if isWholeDisk(name, disks) {
				r.Disk.In += d.ReadBytes
				r.Disk.Out += d.WriteBytes
			}
		}
	}
	if seconds, err := host.UptimeWithContext(ctx); m.available("uptime", err) {
		r.Uptime = time.Duration(seconds) * time.Second
	}
	return r
}

// coreTime counts waiting for I/O as idle. User already includes the time of guests.
func coreTime(t cpu.TimesStat) CoreTime {
	busy := t.User + t.System + t.Nice + t.Irq + t.Softirq + t.Steal
	return CoreTime{Busy: busy, Total: busy + t.Idle + t.Iowait}
}

// available reports whether err is nil. It logs the first error of each metric.
func (m *Machine) available(name string, err error) bool {
	if err == nil {
		return true
	}
	if _, logged := m.logged.LoadOrStore(name, true); !logged {
		slog.Warn("metrics: metric not available", "metric", name, "error", err)
	}
	return false
}

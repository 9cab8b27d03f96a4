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

// Machine is the Source that reads the machine it runs on. What a system does not tell is logged once and left out.
type Machine struct {
	missing sync.Map // what was logged
	users   userNames
}

// Host reads names and sizes.
func (m *Machine) Host(ctx context.Context) Host {
	h := Host{System: runtime.GOOS, Cores: runtime.NumCPU()}
	h.Name, _ = os.Hostname()
	if info, err := host.InfoWithContext(ctx); m.has("host", err) {
		h.Name = info.Hostname
		h.System = system(info)
	}
	return h
}

// system is "debian 13.1, linux 6.18"; a kernel's build tag is of no use here.
func system(info *host.InfoStat) string {
	kernel, _, _ := strings.Cut(info.KernelVersion, "-")
	name := strings.TrimSpace(info.Platform + " " + info.PlatformVersion)
	if name == "" || info.Platform == info.OS {
		return strings.TrimSpace(info.OS + " " + kernel)
	}
	return fmt.Sprintf("%s, %s %s", name, info.OS, kernel)
}

// Read reads all counters; it takes about a millisecond.
func (m *Machine) Read(ctx context.Context) Reading {
	var r Reading
	if times, err := cpu.TimesWithContext(ctx, true); m.has("processors", err) {
		r.Cores = make([]CoreTime, len(times))
		for i, t := range times {
			r.Cores[i] = coreTime(t)
		}
	}
	if avg, err := load.AvgWithContext(ctx); m.has("load", err) {
		r.Load = &Load{avg.Load1, avg.Load5, avg.Load15}
	}
	if v, err := mem.VirtualMemoryWithContext(ctx); m.has("memory", err) {
		// What the system would give away at once, caches above all, is not used.
		r.Memory = &Space{Used: v.Total - min(v.Available, v.Total), Total: v.Total}
	}
	if v, err := mem.SwapMemoryWithContext(ctx); m.has("swap", err) {
		r.Swap = &Space{Used: v.Used, Total: v.Total}
	}
	if cards, err := net.IOCountersWithContext(ctx, true); m.has("network", err) {
		r.Network = &Counters{}
		for _, c := range cards {
			if realCard(c.Name) {
				r.Network.In += c.BytesRecv
				r.Network.Out += c.BytesSent
			}
		}
	}
	if disks, err := disk.IOCountersWithContext(ctx); m.has("disks", err) {
		r.Disk = &Counters{}
		for name, d := range disks {
			if wholeDisk(name, disks) {
				r.Disk.In += d.ReadBytes
				r.Disk.Out += d.WriteBytes
			}
		}
	}
	if seconds, err := host.UptimeWithContext(ctx); m.has("uptime", err) {
		r.Uptime = time.Duration(seconds) * time.Second
	}
	return r
}

// coreTime counts waiting for a disk as idle. What guests use is part of User already.
func coreTime(t cpu.TimesStat) CoreTime {
	busy := t.User + t.System + t.Nice + t.Irq + t.Softirq + t.Steal
	return CoreTime{Busy: busy, Total: busy + t.Idle + t.Iowait}
}

// has logs an error once for each thing that cannot be read.
func (m *Machine) has(what string, err error) bool {
	if err == nil {
		return true
	}
	if _, logged := m.missing.LoadOrStore(what, true); !logged {
		slog.Warn("metrics: a figure is not available", "what", what, "error", err)
	}
	return false
}

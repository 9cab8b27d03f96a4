package sample

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shirou/gopsutil/v4/disk"
	"github.com/stretchr/testify/require"
)

// TestMachine reads the machine that runs the test, so it checks only what is true of every
// machine.
func TestMachine(t *testing.T) {
	var m Machine
	host := m.Host(t.Context())
	require.NotEmpty(t, host.Name)
	require.NotEmpty(t, host.System)
	require.Positive(t, host.Cores)

	one, two := m.Read(t.Context()), m.Read(t.Context())
	require.NotEmpty(t, one.Cores)
	for i := range one.Cores {
		require.Positive(t, one.Cores[i].Total)
		require.LessOrEqual(t, one.Cores[i].Busy, one.Cores[i].Total)
	}
	require.NotNil(t, cpuUsage(one.Cores, two.Cores))
	require.Positive(t, one.Memory.Used)
	require.Less(t, one.Memory.Used, one.Memory.Total)
	require.NotNil(t, one.Network)
	require.Positive(t, one.Uptime)

	for _, v := range m.Volumes(t.Context()) {
		require.Positive(t, v.Total, v.MountPoint)
		require.LessOrEqual(t, v.Used, v.Total, v.MountPoint)
	}
}

// The list must contain the process of this test, without its command line.
func TestMachine_Processes(t *testing.T) {
	var m Machine
	var self *ProcessReading
	all := m.Processes(t.Context())
	for i := range all {
		if all[i].PID == int32(os.Getpid()) {
			self = &all[i]
		}
	}
	require.NotNil(t, self)
	require.True(t, strings.HasPrefix(filepath.Base(os.Args[0]), self.Name), self.Name)
	require.NotContains(t, self.Name, "-test")
	require.NotEmpty(t, self.User)
	require.Positive(t, self.Memory)
	require.Positive(t, self.StartTime)
}

func TestTrimArguments(t *testing.T) {
	for name, want := range map[string]string{
		"bash":                             "bash",
		"tmux: server":                     "tmux: server",
		"gnome-terminal-server":            "gnome-terminal-server",
		"background-work: token=1234":      "background-work",
		"background-worker --password 123": "background-worker",
	} {
		require.Equal(t, want, trimArguments(name))
	}
}

func TestIsWholeDisk(t *testing.T) {
	names := []string{"sda", "sda1", "sda15", "nvme0n1", "nvme0n1p2", "mmcblk0", "mmcblk0p1", "vda", "loop0", "ram3", "zram0", "dm-0", "md127", "sr0", "disk0", "C:"}
	all := map[string]bool{}
	for _, name := range names {
		all[name] = true
	}
	var whole []string
	for _, name := range names {
		if isWholeDisk(name, all) {
			whole = append(whole, name)
		}
	}
	require.Equal(t, []string{"sda", "nvme0n1", "mmcblk0", "vda", "disk0", "C:"}, whole)
}

func TestIsPhysicalInterface(t *testing.T) {
	for name, want := range map[string]bool{
		"eth0": true, "enp3s0": true, "wlan0": true, "wlp2s0": true, "en0": true, "Ethernet 2": true, "ens5": true,
		"lo": false, "lo0": false, "docker0": false, "veth12ab": false, "br-5f3a": false, "virbr0": false, "tun0": false,
		"wg0": false, "utun3": false, "cali9f": false, "bond0": false, "Loopback Pseudo-Interface 1": false,
	} {
		require.Equal(t, want, isPhysicalInterface(name), name)
	}
}

func TestOnePerDevice(t *testing.T) {
	var mounts []string
	for _, p := range onePerDevice([]disk.PartitionStat{
		{Device: "/dev/sda2", Mountpoint: "/var/lib/docker/bind", Fstype: "ext4"},
		{Device: "/dev/sda2", Mountpoint: "/", Fstype: "ext4"},
		{Device: "/dev/sda1", Mountpoint: "/boot/efi", Fstype: "vfat"},
		{Device: "/dev/loop3", Mountpoint: "/snap/core/1", Fstype: "squashfs"},
		{Device: "/dev/sdb1", Mountpoint: "/data", Fstype: "xfs"},
	}) {
		mounts = append(mounts, p.Mountpoint)
	}
	require.Equal(t, []string{"/", "/data"}, mounts)
}

func TestMachine_UnavailableMetricIsLoggedOnce(t *testing.T) {
	var log strings.Builder
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })

	var m Machine
	require.True(t, m.available("x", nil))
	require.False(t, m.available("x", errors.New("not here")))
	require.False(t, m.available("x", errors.New("not here")))
	require.Equal(t, 1, strings.Count(log.String(), "not here"))
}

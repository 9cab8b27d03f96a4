package sample

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/shirou/gopsutil/v4/disk"
)

// imageKinds are file systems that are always full: packed images.
var imageKinds = []string{"squashfs", "iso9660", "udf", "erofs", "cramfs"}

// Volumes reads the file systems on disks: no network, no memory, no images.
func (m *Machine) Volumes(ctx context.Context) []Volume {
	parts, err := disk.PartitionsWithContext(ctx, false)
	if !m.has("file systems", err) {
		return nil
	}
	var all []Volume
	for _, p := range onePerDevice(parts) {
		u, err := disk.UsageWithContext(ctx, p.Mountpoint)
		if !m.has("usage of "+p.Mountpoint, err) || u.Total == 0 {
			continue
		}
		// What is kept back for root is of use to nobody else: full is full.
		all = append(all, Volume{p.Mountpoint, p.Fstype, Space{u.Used, u.Used + u.Free}})
	}
	return all
}

// onePerDevice leaves out images and, of a device that is mounted in several places, all but the shortest path.
func onePerDevice(parts []disk.PartitionStat) []disk.PartitionStat {
	shortest := slices.SortedStableFunc(slices.Values(parts), func(a, b disk.PartitionStat) int {
		return cmp.Compare(len(a.Mountpoint), len(b.Mountpoint))
	})
	seen := map[string]bool{}
	kept := slices.DeleteFunc(shortest, func(p disk.PartitionStat) bool {
		drop := seen[p.Device] || slices.Contains(imageKinds, p.Fstype) || strings.HasPrefix(p.Mountpoint, "/boot/efi")
		seen[p.Device] = true
		return drop
	})
	slices.SortFunc(kept, func(a, b disk.PartitionStat) int { return cmp.Compare(a.Mountpoint, b.Mountpoint) })
	return kept
}

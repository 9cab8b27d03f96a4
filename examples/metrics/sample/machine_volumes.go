package sample

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/shirou/gopsutil/v4/disk"
)

// imageTypes are file systems of read-only images, which are always full.
var imageTypes = []string{"squashfs", "iso9660", "udf", "erofs", "cramfs"}

// Volumes reads the file systems on local disks. It omits network and memory file systems and images.
func (m *Machine) Volumes(ctx context.Context) []Volume {
	parts, err := disk.PartitionsWithContext(ctx, false)
	if !m.available("file systems", err) {
		return nil
	}
	var all []Volume
	for _, p := range onePerDevice(parts) {
		u, err := disk.UsageWithContext(ctx, p.Mountpoint)
		if !m.available("usage of "+p.Mountpoint, err) || u.Total == 0 {
			continue
		}
		// Used and Free do not add up to u.Total, because some blocks are reserved for root. Other users
		// see a full disk without them.
		all = append(all, Volume{p.Mountpoint, p.Fstype, Space{u.Used, u.Used + u.Free}})
	}
	return all
}

// onePerDevice omits images and, for a device that is mounted several times, all but the shortest
// path.
func onePerDevice(parts []disk.PartitionStat) []disk.PartitionStat {
	shortest := slices.SortedStableFunc(slices.Values(parts), func(a, b disk.PartitionStat) int {
		return cmp.Compare(len(a.Mountpoint), len(b.Mountpoint))
	})
	seen := map[string]bool{}
	kept := slices.DeleteFunc(shortest, func(p disk.PartitionStat) bool {
		drop := seen[p.Device] || slices.Contains(imageTypes, p.Fstype) || strings.HasPrefix(p.Mountpoint, "/boot/efi")
		seen[p.Device] = true
		return drop
	})
	slices.SortFunc(kept, func(a, b disk.PartitionStat) int { return cmp.Compare(a.Mountpoint, b.Mountpoint) })
	return kept
}

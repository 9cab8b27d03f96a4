# Functions for the other scripts, which source this file. They run the parts of a job one after the
# other, report how long each took, and exit with an error at the end if any part failed.

parts_log=""
parts_failed=0

# part NAME COMMAND… runs the command and records its time and result.
part() {
	local name=$1 start=$SECONDS result=ok
	shift
	echo "== $name"
	"$@" || { result=FAILED; parts_failed=1; }
	parts_log+=$(printf '%6ds  %-7s %s' $((SECONDS - start)) "$result" "$name")$'\n'
}

# parts_end prints the times and exits.
parts_end() {
	printf '\n%s%6ds  total\n' "$parts_log" "$SECONDS"
	exit "$parts_failed"
}

# modules prints the directory of every module of the repository.
modules() {
	local mod
	for mod in go.mod */go.mod; do
		dirname "$mod"
	done
}

# each_module COMMAND… runs the command in every module.
each_module() {
	local dir failed=0
	for dir in $(modules); do
		(cd "$dir" && "$@") || { echo "in module $dir: $*" >&2; failed=1; }
	done
	return "$failed"
}

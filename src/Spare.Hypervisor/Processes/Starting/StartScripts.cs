namespace Spare.Hypervisor.Processes.Starting;

/// <summary>
/// The two scripts between the manager and a machine's first process. .NET cannot fork, so a shell enters the control
/// group, leaves the manager's namespaces, and gives up root last of all.
/// </summary>
internal static class StartScripts
{
    internal const string Ready = "ready";
    internal const string Go = "go";
    internal const string Started = "started";

    /// <summary>
    /// Outside: no open file of the manager (a listening socket, say) may reach the machine; from the second step on
    /// everything is in the control groups; after a kernel's lack of memory the machine goes before the manager.
    /// </summary>
    internal const string Outside = """
        set -eu
        for file in /proc/$$/fd/*; do
            number=${file##*/}
            if (( number > 2 )); then eval "exec $number>&-"; fi
        done
        for group in $SPARE_GROUPS; do echo $$ > "$group/cgroup.procs"; done
        echo 500 > /proc/$$/oom_score_adj
        [ -p "$SPARE_CONSOLE" ] || mkfifo -m 600 "$SPARE_CONSOLE"
        chown "$SPARE_USER:$SPARE_USER" "$SPARE_CONSOLE"
        exec setsid unshare --net --mount --pid --ipc --uts --fork --propagation private \
            /bin/bash -c "$SPARE_INSIDE" spare-machine "$@"
        """;

    /// <summary>
    /// Inside, as process 1 of new namespaces: the host's files are read-only, /tmp, /run and shared memory are the
    /// machine's own, the disk lies at one place on every host. Directories that the new mounts would hide are held
    /// open and bound again. Then the manager makes the link; the address is set and root is gone for good.
    /// </summary>
    internal const string Inside = """
        set -eu
        exec {disk}<"$SPARE_DISK" {console}<>"$SPARE_CONSOLE"
        held=()
        visible=()
        if [ -n "$SPARE_VISIBLE" ]; then
            IFS=: read -r -a visible <<< "$SPARE_VISIBLE"
            for path in "${visible[@]}"; do exec {file}<"$path"; held+=("$file"); done
        fi
        mount -t proc -o nosuid,nodev,noexec proc /proc
        mount -t sysfs -o ro,nosuid,nodev,noexec sysfs /sys
        for place in /tmp /var/tmp; do mount -t tmpfs -o nosuid,nodev,mode=1777,size=64m spare "$place"; done
        mount -t tmpfs -o nosuid,nodev,mode=1777,size=256m spare /dev/shm
        mount -t tmpfs -o nosuid,nodev,mode=755,size=1m spare /run
        mount -o remount,bind,ro /
        mkdir "$SPARE_PLACE"
        mount --no-canonicalize --bind "/proc/self/fd/$disk" "$SPARE_PLACE"
        mount -o remount,bind,rw,nosuid,nodev "$SPARE_PLACE"
        for (( i = 0; i < ${#visible[@]}; i++ )); do
            mkdir -p "${visible[i]}"
            mount --no-canonicalize --rbind "/proc/self/fd/${held[i]}" "${visible[i]}"
            mount -o remount,bind,ro "${visible[i]}"
            eval "exec ${held[i]}<&-"
        done
        echo spare > /proc/sys/kernel/hostname
        cd "$SPARE_PLACE"
        exec {disk}<&-
        echo ready
        read -r go
        [ "$go" = go ]
        printf '%s\n' "link set lo up" "addr add $SPARE_ADDRESS dev eth0" "link set eth0 up" | ip -batch -
        echo started
        exec 0</dev/null 1>&$console 2>&1
        eval "exec $console>&-"
        ulimit -c 0
        exec prlimit --nproc="$SPARE_TASKS" setpriv --reuid "$SPARE_USER" --regid "$SPARE_USER" --clear-groups \
            --no-new-privs --bounding-set=-all --inh-caps=-all --pdeathsig KILL -- env -i "$@"
        """;
}

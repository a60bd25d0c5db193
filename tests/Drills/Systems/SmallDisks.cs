using System.Diagnostics;
using System.Globalization;

namespace Drills.Systems;

/// <summary>
/// Folders that are small disks, which can be filled, made read-only and mended: file systems in memory, mounted in a namespace
/// that only the services started within see. Where the kernel lets users make namespaces, this takes no root.
/// </summary>
internal sealed class SmallDisks : IAsyncDisposable
{
    private const string Filler = "filler";
    private const string Ready = "ready";

    // Of a user's own; else of root, where users may make none.
    private static readonly (string[] Make, string[] Enter)[] Ways =
    [
        (["--user", "--map-root-user", "--mount"], ["--user", "--mount", "--preserve-credentials"]),
        (["--mount"], ["--mount"]),
    ];

    private readonly Process _holder;
    private readonly string[] _enter;

    private SmallDisks(Process holder, string[] enter) =>
        (_holder, _enter) = (holder, ["nsenter", .. enter, "--target", holder.Id.ToString(CultureInfo.InvariantCulture), "--"]);

    /// <summary>The words before a command that is to see the disks.</summary>
    public IReadOnlyList<string> Prefix => _enter;

    /// <summary>Makes a disk of each folder.</summary>
    /// <returns>The disks, or why this machine does not let this user have any.</returns>
    public static async Task<(SmallDisks? Disks, string WhyNot)> TryMakeAsync(int megabytes, params string[] folders)
    {
        var whyNot = "";
        foreach (var (make, enter) in Ways)
        {
            var script = string.Create(CultureInfo.InvariantCulture, $"for d; do mount -t tmpfs -o size={megabytes}m,mode=700 tmpfs \"$d\" || exit 1; done; echo {Ready}; exec cat");
            try
            {
                var holder = Process.Start(new ProcessStartInfo("unshare", [.. make, "sh", "-c", script, "sh", .. folders]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
                if (await holder.StandardOutput.ReadLineAsync() == Ready)
                    return (new SmallDisks(holder, enter), "");
                whyNot += (await holder.StandardError.ReadToEndAsync()).Trim() + " ";
                holder.Dispose();
            }
            catch (System.ComponentModel.Win32Exception error)
            {
                whyNot += error.Message + " ";
            }
        }
        return (null, $"a small disk cannot be mounted by this user on this machine: {whyNot.Trim()}");
    }

    /// <summary>Leaves no byte free on a disk.</summary>
    // The last command fails where it should: there is no space.
    public Task FillAsync(string folder) => WithinAsync($"dd if=/dev/zero of='{folder}/{Filler}' bs=64k 2>/dev/null; dd if=/dev/zero bs=1k >> '{folder}/{Filler}' 2>/dev/null; true");

    /// <summary>Makes the space free again.</summary>
    public Task FreeAsync(string folder) => WithinAsync($"rm -f '{folder}/{Filler}'");

    /// <summary>Lets nothing on a disk be changed, or lets it again. Nothing may have a file there open.</summary>
    public Task RemountAsync(string folder, bool readOnly) => WithinAsync($"mount -o remount,{(readOnly ? "ro" : "rw")} '{folder}'");

    /// <summary>Puts a full device in the place of one file, whatever is on its disk.</summary>
    public Task FillFileAsync(string file) => WithinAsync($"mount --bind /dev/full '{file}'");

    /// <summary>Lets nothing in one folder of a disk be changed.</summary>
    // It is busy for as long as a file there is open, as a journal is for each of its entries.
    public Task FreezeFolderAsync(string folder) => WithinAsync($"mount --bind '{folder}' '{folder}' && for try in $(seq 200); do mount -o remount,bind,ro '{folder}' && exit 0; done; exit 1");

    /// <summary>Takes back what was put over a file or folder.</summary>
    public Task UncoverAsync(string path) => WithinAsync($"umount '{path}'");

    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }

    private async Task WithinAsync(string script)
    {
        using var process = Process.Start(new ProcessStartInfo(_enter[0], [.. _enter[1..], "sh", "-c", script]) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{script} has failed: {said.Trim()}");
    }
}

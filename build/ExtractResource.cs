using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Writes one embedded resource of a .NET assembly into a file. The assembly is read as bytes and never loaded, so it
/// may be built for another system. The resource is found by its digest, which also proves that it is the wanted one.
/// </summary>
/// <remarks>Layout: ECMA-335 §II.25 (PE and CLI headers) and §II.24.2.4 (resources: length, bytes, padding to 8).</remarks>
public sealed class ExtractResource : Task
{
    private const int ResourcesDirectory = 24; // its place in the CLI header

    /// <summary>The assembly's path.</summary>
    [Required]
    public string Assembly { get; set; }

    /// <summary>The resource's SHA-256 in hexadecimal digits.</summary>
    [Required]
    public string Sha256 { get; set; }

    /// <summary>The path of the file to write.</summary>
    [Required]
    public string Destination { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var image = File.ReadAllBytes(Assembly);
        var header = BitConverter.ToInt32(image, 0x3C) + 4;
        var optional = header + 20;
        var isPe32Plus = BitConverter.ToUInt16(image, optional) == 0x20B;
        var sections = optional + BitConverter.ToUInt16(image, header + 16);
        var sectionCount = BitConverter.ToUInt16(image, header + 2);

        int Offset(int address)
        {
            for (var section = sections; section < sections + (40 * sectionCount); section += 40)
            {
                var start = BitConverter.ToInt32(image, section + 12);
                if (address >= start && address < start + BitConverter.ToInt32(image, section + 16))
                {
                    return address - start + BitConverter.ToInt32(image, section + 20);
                }
            }

            throw new BadImageFormatException(Assembly + " has no section for address " + address);
        }

        var cliDirectory = optional + (isPe32Plus ? 112 : 96) + (14 * 8);
        var cli = Offset(BitConverter.ToInt32(image, cliDirectory));
        var first = Offset(BitConverter.ToInt32(image, cli + ResourcesDirectory));
        var end = first + BitConverter.ToInt32(image, cli + ResourcesDirectory + 4);
        using (var digest = SHA256.Create())
        {
            for (var resource = first; resource + 4 < end;)
            {
                var length = BitConverter.ToInt32(image, resource);
                var hash = digest.ComputeHash(image, resource + 4, length);
                if (string.Concat(hash.Select(part => part.ToString("x2"))) == Sha256)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination)));
                    File.WriteAllBytes(Destination, image.Skip(resource + 4).Take(length).ToArray());
                    return true;
                }

                resource = first + ((resource + 4 + length - first + 7) & ~7);
            }
        }

        Log.LogError("{0} holds no resource with SHA-256 {1}.", Assembly, Sha256);
        return false;
    }
}

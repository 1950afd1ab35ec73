using System.Buffers.Binary;
using Fairer.Core.Models;

namespace Fairer.Core.Rationale.Maps;

/// <summary>Networks in the form of <see cref="Training.RunCheckpoint.Weights"/>, little-endian float32, as numbers.</summary>
internal static class NetworkBytes
{
    /// <summary>Reads a network.</summary>
    /// <exception cref="ArgumentException">The bytes are not of such a network.</exception>
    public static float[] Read(MlpLayout layout, ReadOnlySpan<byte> weights)
    {
        if (weights.Length != layout.ParameterCount * sizeof(float))
        {
            throw new ArgumentException(
                $"The network has {layout.ParameterCount} weights and biases, {layout.ParameterCount * sizeof(float)} bytes; there are {weights.Length}.", nameof(weights));
        }

        return Read(weights);
    }

    /// <summary>The greatest difference between two networks' numbers; infinite where they are not of one form.</summary>
    public static double GreatestDifference(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (first.Length != second.Length)
        {
            return double.PositiveInfinity;
        }

        return Read(first).Zip(Read(second), (one, other) => (double)Math.Abs(one - other)).DefaultIfEmpty().Max();
    }

    private static float[] Read(ReadOnlySpan<byte> weights)
    {
        var parameters = new float[weights.Length / sizeof(float)];
        for (var k = 0; k < parameters.Length; k++)
        {
            parameters[k] = BinaryPrimitives.ReadSingleLittleEndian(weights[(k * sizeof(float))..]);
        }

        return parameters;
    }
}

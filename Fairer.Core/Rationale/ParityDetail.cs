using System.Buffers.Binary;
using Fairer.Core.Models;

namespace Fairer.Core.Rationale;

/// <summary>What a removal does to the mean classification loss of each subgroup: <c>J(F', P_i) − J(F, P_i)</c>.</summary>
/// <param name="Subgroup0">The change of subgroup 0's loss.</param>
/// <param name="Subgroup1">The change of subgroup 1's loss.</param>
public readonly record struct LossChange(double Subgroup0, double Subgroup1)
{
    /// <summary>c of one subgroup (Eq. 4).</summary>
    /// <param name="group">0 or 1.</param>
    /// <param name="form">Squared as printed, or plain.</param>
    public double Rationale(int group, ParityForm form)
    {
        var change = group == 0 ? Subgroup0 : Subgroup1;
        return form == ParityForm.Squared ? change * change : Math.Abs(change);
    }

    /// <summary><c>c⁰ − c¹</c>.</summary>
    public double Difference(ParityForm form) => Rationale(0, form) - Rationale(1, form);

    /// <summary><c>d_k = |c⁰ − c¹|²</c> (Eq. 5).</summary>
    public double Parity(ParityForm form) => Difference(form) * Difference(form);
}

/// <summary>The loss change of every removal, from which every c_k and d_k follows.</summary>
public sealed record ParityDetail
{
    private const int Size = 2 * sizeof(double);

    /// <summary>One change a parameter, in the order of <see cref="MlpLayout"/>, biases among them.</summary>
    public required IReadOnlyList<LossChange> Parameters { get; init; }

    /// <summary>The changes of first order, <c>−g·w</c>, in the same order: squared they are the ĉ of Eq. 8.</summary>
    public required IReadOnlyList<LossChange> FirstOrder { get; init; }

    /// <summary>One change a hidden unit whose activation is set to 0, layer after layer.</summary>
    public required IReadOnlyList<LossChange> Units { get; init; }

    /// <summary>The changes as little-endian float64: parameters, first order, units; of each subgroup 0, then 1.</summary>
    public byte[] ToBytes()
    {
        LossChange[] all = [.. Parameters, .. FirstOrder, .. Units];
        var bytes = new byte[all.Length * Size];
        for (var k = 0; k < all.Length; k++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(k * Size), all[k].Subgroup0);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan((k * Size) + sizeof(double)), all[k].Subgroup1);
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="parameters">How many parameters the network has.</param>
    /// <exception cref="FormatException">The bytes are not of such a network.</exception>
    public static ParityDetail FromBytes(ReadOnlySpan<byte> bytes, int parameters)
    {
        var count = bytes.Length / Size;
        if (bytes.Length % Size != 0 || count < 2 * parameters)
        {
            throw new FormatException($"The loss changes of {parameters} parameters are not {bytes.Length} bytes.");
        }

        var all = new LossChange[count];
        for (var k = 0; k < count; k++)
        {
            all[k] = new LossChange(
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[(k * Size)..]),
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[((k * Size) + sizeof(double))..]));
        }

        return new ParityDetail
        {
            Parameters = all[..parameters],
            FirstOrder = all[parameters..(2 * parameters)],
            Units = all[(2 * parameters)..],
        };
    }
}

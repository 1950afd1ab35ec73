namespace Fairer.Core.Sweeps;

/// <summary>Progress that is told at once and on the thread that makes it; <see cref="Progress{T}"/> tells later and elsewhere.</summary>
/// <typeparam name="T">What is told.</typeparam>
/// <param name="tell">Is told.</param>
public sealed class Telling<T>(Action<T> tell) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => tell(value);
}

namespace Fairer.Web.Services.Present;

/// <summary>Where a replay stands: a clock that runs at any speed, stops, and can be set.</summary>
/// <param name="time">The clock of the room.</param>
/// <param name="length">Where it stops by itself.</param>
public sealed class ReplayClock(TimeProvider time, TimeSpan length)
{
    private TimeSpan _from;
    private long _since;
    private double _speed = 1;
    private bool _running;

    /// <summary>Where it stops by itself.</summary>
    public TimeSpan Length => length;

    /// <summary>How many times faster than the room's it runs.</summary>
    public double Speed
    {
        get => _speed;
        set
        {
            _from = Position;
            _since = time.GetTimestamp();
            _speed = value;
        }
    }

    /// <summary>The time that it shows.</summary>
    public TimeSpan Position
    {
        get
        {
            var position = _running ? _from + (_speed * time.GetElapsedTime(_since)) : _from;
            return position < length ? position : length;
        }
    }

    /// <summary>Whether it has come to its end.</summary>
    public bool AtEnd => Position >= length;

    /// <summary>Whether it is running.</summary>
    public bool Running => _running && !AtEnd;

    /// <summary>Lets it run; from the beginning when it stood at its end.</summary>
    public void Start()
    {
        _from = AtEnd ? TimeSpan.Zero : Position;
        _since = time.GetTimestamp();
        _running = true;
    }

    /// <summary>Stops it where it is.</summary>
    public void Stop()
    {
        _from = Position;
        _running = false;
    }

    /// <summary>Sets it; it goes on running if it was.</summary>
    /// <param name="position">A time; what is beyond either end is that end.</param>
    public void Seek(TimeSpan position)
    {
        _running = Running;
        _from = position < TimeSpan.Zero ? TimeSpan.Zero : position < length ? position : length;
        _since = time.GetTimestamp();
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {Draws} from "./pool/Draws.sol";
import {Penalties} from "./pool/Penalties.sol";
import {Seats} from "./pool/Seats.sol";

/// @title JurorPool
/// @notice Holds the stake of those who may judge the second round, and draws them. It only composes the modules; it has no
/// owner, no proxy, no pause and no way to move money but those in `IJurorPool`.
contract JurorPool is Draws, Penalties {
    /// @param escrow The money contract whose rounds are judged; stakes are in its token.
    /// @param seatStake What one seat costs.
    /// @param seatFee What a juror of a drawn panel should at least find in the pot.
    /// @param absencePenalty What a drawn juror loses that does not vote; at most `seatStake`.
    constructor(
        address escrow,
        uint96 seatStake,
        uint96 seatFee,
        uint96 absencePenalty
    )
        EIP712("Quittance JurorPool", "1")
        Seats(ILedger(escrow).usdc(), seatStake)
        Draws(seatFee)
        Penalties(escrow, seatStake, absencePenalty)
    {}
}

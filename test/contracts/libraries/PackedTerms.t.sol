// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IRecords} from "../../../contracts/interfaces/IRecords.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {DealBase} from "../support/DealBase.sol";
import {Amendment, Milestone, TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev Any terms at all, sensible or not, in their three forms, against hashes made by `abi.encode` alone.
contract PackedTermsTest is DealBase {
    function testFuzz_WholeTermsHashAsTypedData(uint256 seed) external view {
        TermsFixture memory fixture = _random(seed);
        VM.assertEq(quittance.dealIdOf(fixture.whole()), _dealId(fixture), "deal id");
    }

    function testFuzz_BriefTermsNameTheSameDeal(uint256 seed) external view {
        TermsFixture memory fixture = _random(seed);
        VM.assertEq(quittance.dealIdOf(fixture.brief()), _dealId(fixture), "deal id");
    }

    function testFuzz_ScheduleAloneNamesTheSameDeal(uint256 seed) external {
        TermsFixture memory fixture = _random(seed);
        bytes memory schedule = fixture.schedule();
        bytes32 engagement = fixture.adjudicationHash();
        bytes32 dealId = _dealId(fixture);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, dealId));
        quittance.reclaim(schedule, engagement, 0, "");
    }

    function testFuzz_OneChangedByteIsAnotherDealOrNone(uint256 seed, uint256 index, uint8 change) external view {
        VM.assume(change != 0);
        TermsFixture memory fixture = _random(seed);
        bytes memory packed = seed % 2 == 0 ? fixture.whole() : fixture.brief();
        index = index % packed.length;
        packed[index] = bytes1(uint8(packed[index]) ^ change);
        (bool read, bytes memory answer) = address(quittance).staticcall(abi.encodeCall(IRecords.dealIdOf, (packed)));
        if (read) VM.assertNotEq(bytes32(answer), _dealId(fixture), "deal id");
        else {
            bytes4 reason = bytes4(answer);
            bool malformed =
                reason == PackedTerms.Quittance_MalformedTerms.selector ||
                    reason == PackedTerms.Quittance_OptionsInvalid.selector;
            VM.assertTrue(malformed, "malformed");
        }
    }

    /// @dev A second packed form of one deal would be logged, or sent, for what was signed once.
    function testFuzz_NoBitIsWithoutMeaning(uint256 seed) external view {
        TermsFixture memory fixture = _random(seed);
        bytes32 dealId = _dealId(fixture);
        for (uint256 bit = 3; bit < 8; ++bit) {
            bytes memory whole = fixture.whole();
            bytes memory brief = fixture.brief();
            whole[20] |= bytes1(uint8(1 << bit));
            brief[20] |= bytes1(uint8(1 << bit));
            VM.assertNotEq(quittance.dealIdOf(whole), dealId, "a bit of the destinations");
            VM.assertNotEq(quittance.dealIdOf(brief), dealId, "a bit of the destinations");
        }
    }

    function testFuzz_RevertWhen_AnOptionSaysNothing(uint256 seed, uint8 options) external {
        TermsFixture memory fixture = _random(seed);
        (fixture.contestWindow, fixture.category, fixture.reference_, fixture.amends.deal) = (0, 0, 0, 0);
        bytes memory parts = bytes.concat(fixture.schedule(), fixture.adjudication());
        VM.assume(options & 7 != 4);
        bytes memory packed = bytes.concat(fixture.whole(), new bytes(options & 1 == 0 ? 0 : 4));
        packed = bytes.concat(packed, new bytes(options & 2 == 0 ? 0 : 32), new bytes(options & 4 == 0 ? 0 : 48));
        packed[parts.length + 91] = bytes1(options);
        if (options == 0) {
            VM.assertEq(quittance.dealIdOf(packed), _dealId(fixture), "no option");
            return;
        }
        VM.expectRevert(abi.encodeWithSelector(PackedTerms.Quittance_OptionsInvalid.selector, uint256(options)));
        quittance.dealIdOf(packed);
    }

    function testFuzz_RevertWhen_LengthFitsNeitherForm(uint256 seed, uint16 more) external {
        TermsFixture memory fixture = _random(seed);
        bytes memory whole = fixture.whole();
        uint256 conditions = fixture.conditions().length;
        uint256 parts = whole.length - conditions;
        uint256 length = parts + (uint256(more) % 400);
        VM.assume(length != parts + conditions && length != parts + 32);
        bytes memory packed = new bytes(length);
        for (uint256 i = 0; i < length && i < whole.length; ++i) packed[i] = whole[i];
        bytes4 malformed = PackedTerms.Quittance_MalformedTerms.selector;
        // The options are the last byte of the fixed part. When it is cut off, what the whole would be is not known.
        if (length < parts + 92) VM.expectPartialRevert(malformed);
        else VM.expectRevert(abi.encodeWithSelector(malformed, length, parts + conditions, parts + 32));
        quittance.dealIdOf(packed);
    }

    function testFuzz_RevertWhen_ScheduleIsNotAsLongAsItsMilestones(uint256 seed, uint8 extra) external {
        TermsFixture memory fixture = _random(seed);
        bytes memory schedule = fixture.schedule();
        bytes memory packed = bytes.concat(schedule, new bytes(1 + uint256(extra)));
        bytes32 engagement = fixture.adjudicationHash();
        VM.expectRevert(
            abi.encodeWithSelector(
                PackedTerms.Quittance_MalformedTerms.selector,
                packed.length,
                schedule.length,
                schedule.length
            )
        );
        quittance.reclaim(packed, engagement, 0, "");
    }

    /// @dev Any bytes at all: no deal, or one whose parts, as their counts measure them, fill the bytes exactly.
    function testFuzz_AnyBytes(bytes calldata packed, uint8 milestones, uint8 jurors) external view {
        bytes memory shaped = bytes.concat(new bytes(33), bytes1(milestones), packed);
        uint256 adjudication = 34 + 17 * uint256(milestones);
        if (shaped.length > adjudication + 30) shaped[adjudication + 30] = bytes1(jurors);
        (bool read, ) = address(quittance).staticcall(abi.encodeCall(IRecords.dealIdOf, (shaped)));
        uint256 parts = adjudication + 31 + 20 * uint256(jurors);
        bool whole = shaped.length == parts + 92;
        bool brief = shaped.length == parts + 32;
        if (read && !brief) VM.assertTrue(whole || shaped.length > parts + 92, "filled exactly");
        if (brief) VM.assertTrue(read, "read");
    }

    /// @dev Every field but those of milestones and jurors: any value; up to 40 milestones and 20 jurors.
    function _random(uint256 seed) private pure returns (TermsFixture memory fixture) {
        fixture.buyer = address(uint160(_word(seed, "buyer")));
        fixture.destinations = uint8(_word(seed, "destinations") % 8);
        fixture.verificationFee = uint96(_word(seed, "fee"));
        fixture.milestones = new Milestone[](_word(seed, "milestones") % 41);
        for (uint256 i = 0; i < fixture.milestones.length; ++i) {
            uint256 word = _word(_word(seed, "milestone") ^ i, "milestone");
            fixture.milestones[i] = Milestone(uint96(word), uint40(word >> 96));
        }
        fixture.seller = address(uint160(_word(seed, "seller")));
        uint256 rules = _word(seed, "rules");
        fixture.passingScore = uint16(rules);
        fixture.payoutStep = uint16(rules >> 16);
        fixture.contestWindow = uint32(rules >> 32);
        fixture.marketplaceFee = uint16(rules >> 64);
        fixture.verdictWindow = uint32(rules >> 80);
        fixture.silencePayout = uint16(rules >> 112);
        fixture.salt = uint64(rules >> 128);
        fixture.openBy = uint40(rules >> 192);
        fixture.panel = new address[](_word(seed, "panel") % 21);
        for (uint256 i = 0; i < fixture.panel.length; ++i) {
            fixture.panel[i] = address(uint160(_word(_word(seed, "juror") ^ i, "juror")));
        }
        fixture.marketplace = address(uint160(_word(seed, "marketplace")));
        fixture.panelAccount = address(uint160(_word(seed, "panelAccount")));
        fixture.pact = bytes32(_word(seed, "pact"));
        uint256 options = _word(seed, "options");
        if (rules % 3 == 0) fixture.contestWindow = 0;
        if (options & 1 != 0) fixture.category = uint32(options >> 8);
        if (options & 2 != 0) fixture.reference_ = bytes32(_word(seed, "reference"));
        if (options & 4 != 0)
            fixture.amends = Amendment(bytes32(_word(seed, "amends")), uint96(options >> 40), uint32(options >> 136));
        fixture.bond = uint96(_word(seed, "bond"));
        fixture.pool = address(uint160(_word(seed, "pool")));
        fixture.arbiter = address(uint160(_word(seed, "arbiter")));
        fixture.rulingWindow = uint32(_word(seed, "rulingWindow"));
    }

    function _word(uint256 seed, string memory what) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what)));
    }
}

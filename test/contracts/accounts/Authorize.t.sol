// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {Commitment} from "../../../contracts/types/Commitment.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {VM} from "../support/Vm.sol";

/// @dev Amounts are in AuthorizeLimits.t.sol, lists in AllowLists.t.sol, approvals in Approvals.t.sol.
contract AuthorizeTest is AccountBase {
    bytes32 private constant DIGEST = keccak256("digest");
    uint256 private constant OTHER_KEY = 0x07e4;

    // ---- the envelope ----

    function test_RevertWhen_TheEnvelopeEndsTooEarly() external {
        bytes memory whole = _seal(managedAccount, DIGEST);
        for (uint256 length = 0; length < whole.length; length += length < 148 ? 7 : 1) {
            bytes memory cut = _first(whole, length);
            VM.expectRevert(
                abi.encodeWithSelector(IAuthority.Quittance_AuthorizationMalformed.selector, managedAccount, length)
            );
            quittance.authorize(_commitment(managedAccount, 1), cut);
        }
        quittance.authorize(_commitment(managedAccount, 1), whole);
    }

    function test_RevertWhen_ThePrincipalIsAnother() external {
        Envelope memory envelope = _envelope(PolicyFixtures.unlimited());
        envelope.principal = STRANGER;
        _refuse(_sealWith(envelope, managedAccount, DIGEST), _mismatch(envelope.policy.hashFor(STRANGER)));
    }

    function testFuzz_RevertWhen_OneBitOfThePolicyIsAnother(uint256 bit) external {
        bit = bit % (128 * 8);
        bytes memory envelope = _seal(managedAccount, DIGEST);
        uint256 place = 20 + bit / 8;
        envelope[place] = envelope[place] ^ bytes1(uint8(1 << (bit % 8)));
        bytes memory given = new bytes(128);
        for (uint256 i = 0; i < 128; ++i) given[i] = envelope[20 + i];
        _refuse(envelope, _mismatch(keccak256(given)));
    }

    function test_RevertWhen_NobodyOpenedTheAccount() external {
        bytes memory envelope = _seal(BUYER, DIGEST);
        VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, BUYER));
        quittance.authorize(_commitment(BUYER, 1), envelope);
    }

    // ---- keys ----

    function test_RevertWhen_TheKeyIsUnknown() external {
        bytes memory reason = abi.encodeWithSelector(
            IAuthority.Quittance_KeyUnknown.selector,
            managedAccount,
            VM.addr(OTHER_KEY)
        );
        _refuse(_sealBy(OTHER_KEY), reason);
        _setKey(managedAccount, VM.addr(OTHER_KEY), KEY_EXPIRY, Capabilities.COMMIT);
        quittance.authorize(_commitment(managedAccount, 1), _sealBy(OTHER_KEY));
        _setKey(managedAccount, VM.addr(OTHER_KEY), 0, 0);
        _refuse(_sealBy(OTHER_KEY), reason);
    }

    function test_TheKeysExpiry() external {
        bytes memory envelope = _seal(managedAccount, DIGEST);
        VM.warp(KEY_EXPIRY - 1);
        quittance.authorize(_commitment(managedAccount, 1), envelope);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(KEY_EXPIRY + late);
            _refuse(
                envelope,
                abi.encodeWithSelector(
                    IAuthority.Quittance_KeyExpired.selector,
                    managedAccount,
                    AGENT,
                    uint256(KEY_EXPIRY),
                    KEY_EXPIRY + late
                )
            );
        }
    }

    function test_EveryCapability() external {
        bytes memory envelope = _seal(managedAccount, DIGEST);
        for (uint256 granted = 1; granted < 32; ++granted) {
            _setKey(managedAccount, AGENT, KEY_EXPIRY, granted);
            for (uint256 asked = 1; asked < 32; asked *= 2) {
                Commitment memory commitment = _commitment(managedAccount, 1);
                commitment.capability = asked;
                if (granted & asked == 0) {
                    VM.expectRevert(
                        abi.encodeWithSelector(
                            IAuthority.Quittance_CapabilityMissing.selector,
                            managedAccount,
                            AGENT,
                            asked,
                            granted
                        )
                    );
                }
                quittance.authorize(commitment, envelope);
            }
        }
    }

    function test_TheControllerHasAllCapabilitiesAndNoExpiry() external {
        bytes memory envelope = _sealBy(PRINCIPAL_KEY);
        VM.warp(NOW + 3_650 days);
        (address key, ) = quittance.authorize(_commitment(managedAccount, 1), envelope);
        VM.assertEq(key, PRINCIPAL, "key");
        for (uint256 asked = 1; asked < 32; asked *= 2) {
            Commitment memory commitment = _commitment(managedAccount, 1);
            commitment.capability = asked;
            quittance.authorize(commitment, envelope);
        }
    }

    function test_TheControllerIsNotNarrowedByAKey() external {
        _setKey(managedAccount, PRINCIPAL, NOW + 1, Capabilities.DELIVER);
        bytes memory envelope = _sealBy(PRINCIPAL_KEY);
        quittance.authorize(_commitment(managedAccount, 1), envelope);
        VM.warp(NOW + 1);
        quittance.authorize(_commitment(managedAccount, 1), envelope);
        _setKey(managedAccount, PRINCIPAL, 0, 0);
        quittance.authorize(_commitment(managedAccount, 1), envelope);
    }

    /// @dev Whoever takes over may have been a key before; when it hands on, that key is what is left of it.
    function test_AKeyThatBecameTheController() external {
        _setKey(managedAccount, SUCCESSOR, NOW + 1 days, Capabilities.DELIVER);
        _handOver(PRINCIPAL, SUCCESSOR);
        quittance.authorize(_commitment(managedAccount, 1), _sealBy(SUCCESSOR_KEY));
        _handOver(SUCCESSOR, PRINCIPAL);
        _refuse(
            _sealBy(SUCCESSOR_KEY),
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                SUCCESSOR,
                uint256(1),
                uint256(2)
            )
        );
    }

    function test_ThePolicyLimitsTheControllerToo() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perTransaction = 1;
        address account = _openManagedAccount(1, policy);
        bytes memory envelope = _sealWith(_envelopeBy(PRINCIPAL_KEY, policy), account, DIGEST);
        quittance.authorize(_commitment(account, 1), envelope);
        VM.expectPartialRevert(IAuthority.Quittance_PerTransactionLimitExceeded.selector);
        quittance.authorize(_commitment(account, 2), envelope);
    }

    // ---- frozen ----

    function test_RevertWhen_Frozen() external {
        bytes memory reason = abi.encodeWithSelector(
            IAuthority.Quittance_FrozenAccount.selector,
            managedAccount,
            PRINCIPAL
        );
        _freeze(managedAccount);
        _refuse(_seal(managedAccount, DIGEST), reason);
        _refuse(_sealBy(PRINCIPAL_KEY), reason);
        _unfreeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _refuse(_seal(managedAccount, DIGEST), reason);
        _refuse(_sealBy(PRINCIPAL_KEY), reason);
    }

    // ---- the active window ----

    function test_TheActiveWindow() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        (policy.activeFrom, policy.activeUntil) = (NOW + 10, NOW + 20);
        address account = _openManagedAccount(1, policy);
        bytes memory envelope = _sealWith(_envelope(policy), account, DIGEST);
        uint40[3] memory outside = [NOW + 9, NOW + 20, NOW + 21];
        for (uint256 i = 0; i < 3; ++i) {
            VM.warp(outside[i]);
            VM.expectRevert(
                abi.encodeWithSelector(
                    IAuthority.Quittance_OutsideActiveWindow.selector,
                    account,
                    uint256(NOW) + 10,
                    uint256(NOW) + 20,
                    uint256(outside[i])
                )
            );
            quittance.authorize(_commitment(account, 1), envelope);
        }
        for (uint256 time = NOW + 10; time < NOW + 20; time += 9) {
            VM.warp(time);
            quittance.authorize(_commitment(account, 1), envelope);
        }
    }

    // ---- signatures ----

    function test_RevertWhen_TheSignatureIsNotTheKeysForThis() external {
        bytes[6] memory wrong = [
            Signing.sign(OTHER_KEY, DIGEST),
            Signing.sign(PRINCIPAL_KEY, DIGEST),
            Signing.sign(AGENT_KEY, keccak256("another")),
            Signing.signHigh(AGENT_KEY, DIGEST),
            bytes(""),
            bytes.concat(Signing.sign(AGENT_KEY, DIGEST), hex"00")
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            bytes memory envelope = _envelope(PolicyFixtures.unlimited()).assemble(wrong[i], "");
            _refuse(envelope, abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, DIGEST));
        }
    }

    function test_TheFormsOfASignature() external {
        Envelope memory envelope = _envelope(PolicyFixtures.unlimited());
        bytes memory compact = envelope.assemble(Signing.signCompact(AGENT_KEY, DIGEST), "");
        quittance.authorize(_commitment(managedAccount, 1), compact);
        envelope.key = 0;
        VM.prank(AGENT);
        quittance.authorize(_commitment(managedAccount, 1), _sealWith(envelope, managedAccount, DIGEST));
        envelope.signer = PRINCIPAL;
        bytes memory unsigned = _sealWith(envelope, managedAccount, DIGEST);
        VM.prank(PRINCIPAL);
        quittance.authorize(_commitment(managedAccount, 1), unsigned);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, PRINCIPAL, DIGEST));
        VM.prank(AGENT);
        quittance.authorize(_commitment(managedAccount, 1), unsigned);
    }

    // ---- the answer ----

    function test_AnswersKeyAndPeriodAndChangesNothing() external {
        uint16[3] memory periods = [uint16(1), 24, 8_784];
        for (uint32 i = 0; i < 3; ++i) {
            PolicyFixture memory policy = PolicyFixtures.unlimited();
            policy.period = periods[i];
            address account = _openManagedAccount(i + 1, policy);
            bytes memory envelope = _sealWith(_envelope(policy), account, DIGEST);
            (address key, uint256 periodStart) = quittance.authorize(_commitment(account, 5), envelope);
            VM.assertEq(key, AGENT, "key");
            VM.assertEq(periodStart, HOUR_NOW - (HOUR_NOW % periods[i]), "period");
            _requireSpent(account, 0, 0, 0, "asked");
            VM.assertEq(_balance(account), MANAGED_ACCOUNT_BALANCE, "balance");
        }
    }

    /// @dev A balance is no limit: whoever asks may fund the row later.
    function test_AnswersWithoutABalance() external view {
        quittance.authorize(_commitment(managedAccount, MANAGED_ACCOUNT_BALANCE + 1), _seal(managedAccount, DIGEST));
    }

    // ---- the order of reasons ----

    function test_TheFirstReasonIsTold() external {
        PolicyFixture memory policy = PolicyFixture(1, 1, 1, 0, 24, 0, NOW, bytes32("a"), bytes32("b"), "");
        address account = _openManagedAccount(1, policy);
        Envelope memory envelope = _envelopeBy(OTHER_KEY, policy);
        envelope.proofs = hex"0000";
        _first(account, envelope, IAuthority.Quittance_KeyUnknown.selector);
        _setKey(account, VM.addr(OTHER_KEY), KEY_EXPIRY, Capabilities.COMMIT);
        _freeze(account);
        _first(account, envelope, IAuthority.Quittance_FrozenAccount.selector);
        _unfreeze(account);
        _first(account, envelope, IAuthority.Quittance_OutsideActiveWindow.selector);
        policy = _next(envelope, policy);
        policy.activeUntil = type(uint40).max;
        _set(account, envelope, policy, IAuthority.Quittance_PerTransactionLimitExceeded.selector);
        policy = _next(envelope, policy);
        policy.perTransaction = 2;
        _set(account, envelope, policy, IAuthority.Quittance_PeriodLimitExceeded.selector);
        policy = _next(envelope, policy);
        policy.perPeriod = 2;
        _set(account, envelope, policy, IAuthority.Quittance_LifetimeLimitExceeded.selector);
        policy = _next(envelope, policy);
        policy.lifetime = 2;
        _set(account, envelope, policy, IAuthority.Quittance_CounterpartyNotAllowed.selector);
        policy = _next(envelope, policy);
        policy.counterparties = 0;
        _set(account, envelope, policy, IAuthority.Quittance_CategoryNotAllowed.selector);
        policy = _next(envelope, policy);
        (policy.categories, envelope.proofs, envelope.key) = (0, "", AGENT_KEY);
        _set(account, envelope, policy, IDeals.Quittance_InvalidSignature.selector);
        envelope.key = OTHER_KEY;
        _first(account, envelope, IAuthority.Quittance_ApprovalMissing.selector);
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, _approvalOf(2));
        quittance.authorize(_commitment(account, 2), _sealWith(envelope, account, DIGEST));
    }

    /// @return next A copy of the policy in force, to be changed; the envelope goes on naming it.
    function _next(
        Envelope memory envelope,
        PolicyFixture memory policy
    ) private pure returns (PolicyFixture memory next) {
        envelope.policy = policy;
        next = abi.decode(abi.encode(policy), (PolicyFixture));
    }

    function _set(address account, Envelope memory envelope, PolicyFixture memory policy, bytes4 reason) private {
        _setPolicy(account, envelope.policy, policy);
        envelope.policy = policy;
        _first(account, envelope, reason);
    }

    function _first(address account, Envelope memory envelope, bytes4 reason) private {
        bytes memory packed = _sealWith(envelope, account, DIGEST);
        VM.expectPartialRevert(reason);
        quittance.authorize(_commitment(account, 2), packed);
    }

    function _refuse(bytes memory envelope, bytes memory reason) private {
        VM.expectRevert(reason);
        quittance.authorize(_commitment(managedAccount, 1), envelope);
    }

    function _sealBy(uint256 key) private view returns (bytes memory) {
        return _sealWith(_envelopeBy(key, PolicyFixtures.unlimited()), managedAccount, DIGEST);
    }

    function _mismatch(bytes32 given) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAuthority.Quittance_PolicyMismatch.selector,
                managedAccount,
                PolicyFixtures.unlimited().hashFor(PRINCIPAL),
                given
            );
    }

    function _first(bytes memory whole, uint256 length) private pure returns (bytes memory cut) {
        cut = new bytes(length);
        for (uint256 i = 0; i < length; ++i) cut[i] = whole[i];
    }
}
